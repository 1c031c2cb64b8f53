import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { systemClock } from '@hub/core';
import { answerCallback, CallbackCrypto, StreamClient, type StreamEvent } from '@hub/dingtalk';
import {
  startDingTalkSimulator,
  type DingTalkSimulator,
  type OrganisationSummary,
} from '@hub/simulator-dingtalk';
import { eventually } from '@hub/testkit';
import { beForbearing } from './testing/patience.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Two implementations of the encryption that never saw each other. */
describe('events of a simulated DingTalk, by HTTP and by Stream', () => {
  let dingtalk: DingTalkSimulator;
  let organisation: OrganisationSummary;
  let server: Server;
  let app: string;
  let failures = 0;
  const statuses: number[] = [];
  const events: StreamEvent[] = [];

  const onEvent = async (event: StreamEvent): Promise<void> => {
    if (failures > 0) {
      failures -= 1;
      throw new Error('the broker is away');
    }
    events.push(event);
    return Promise.resolve();
  };

  before(async () => {
    dingtalk = await startDingTalkSimulator();
    beForbearing(dingtalk);
    const [first] = dingtalk.organisations;
    assert.ok(first !== undefined);
    organisation = first;
    const { appKey, callback, corpId } = organisation;
    app = `control/organisations/${corpId}/apps/${appKey}`;
    const clock = { ...systemClock, now: () => dingtalk.clock.now() };
    const crypto = new CallbackCrypto({ ...callback, receiverId: appKey }, clock);
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        const query = Object.fromEntries(new URL(request.url ?? '', 'http://hub').searchParams);
        void answerCallback({ crypto, onEvent, log }, { query, body }).then((answer) => {
          statuses.push(answer.status);
          response.writeHead(answer.status).end(answer.body);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    statuses.length = 0;
    events.length = 0;
    dingtalk.faults.clear();
  });
  after(async () => {
    await dingtalk.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function control(method: string, path: string, body: object = {}): Promise<number> {
    const payload = method === 'DELETE' ? {} : { body: JSON.stringify(body) };
    const response = await fetch(new URL(path, dingtalk.control), { method, ...payload });
    await response.body?.cancel();
    return response.status;
  }

  async function rename(name: string): Promise<void> {
    const person = `control/organisations/${organisation.corpId}/people/hd0004`;
    assert.equal(await control('PUT', person, { name }), 200);
  }

  async function listen(): Promise<void> {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}/events`;
    assert.equal(await control('PUT', `${app}/event-callback`, { url }), 200);
    statuses.length = 0;
  }

  const named = ({ data }: StreamEvent): unknown =>
    (data['diffInfo'] as { curr: { name: string } }).curr.name;

  it('say the same, whichever way they come', async () => {
    await listen();
    await rename('周甲');
    await eventually(() => {
      assert.equal(events.length, 1);
    });
    await control('DELETE', `${app}/event-callback`);
    const { appKey, appSecret, corpId } = organisation;
    const stream = new StreamClient({
      api: dingtalk.api,
      appKey,
      appSecret,
      corpId,
      onCard: () => Promise.resolve({}),
      onMessage: () => Promise.resolve(),
      onEvent,
    });
    await stream.start();
    try {
      await rename('周乙');
      await eventually(() => {
        assert.equal(events.length, 2);
      });
    } finally {
      await stream.close();
    }
    assert.deepEqual(events.map(named), ['周甲', '周乙']);
    const [byHttp, byStream] = events.map(({ corpId: corp, data, eventType }) => ({
      corp,
      eventType,
      names: Object.keys(data).sort(),
    }));
    const names = byHttp?.names.filter((name) => name !== 'BizId');
    assert.deepEqual({ ...byHttp, names }, byStream);
  });

  it('come again by HTTP until they are taken, with the same id', async () => {
    await listen();
    failures = 2;
    await rename('周丙');
    await eventually(() => {
      if (events.length === 0) dingtalk.clock.shift(5000);
      assert.equal(events.length, 1);
    });
    assert.deepEqual(statuses, [503, 503, 200]);
    // The last answer is on its way when the event is here, so its entry in the journal is waited for.
    await eventually(() => {
      const told = dingtalk.journal
        .after(0, 100_000)
        .filter(({ data }) => data['eventId'] === events[0]?.eventId)
        .map(({ kind }) => kind)
        .filter((kind) => ['event.refused', 'event.accepted'].includes(kind));
      assert.deepEqual(told, ['event.refused', 'event.refused', 'event.accepted']);
    });
  });

  it('are refused when somebody else signed them', async () => {
    await listen();
    dingtalk.faults.add({ kind: 'callback-forge', target: 'user_modify_org' });
    await rename('周丁');
    await eventually(() => {
      assert.deepEqual(statuses, [403]);
    });
    assert.deepEqual(events, []);
  });
});
