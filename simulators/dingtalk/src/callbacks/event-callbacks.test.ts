import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { CallbackServer, OfficialCodec } from '../testing/callback-server.js';
import { patient } from '../testing/patience.js';
import { SimulatorClient } from '../testing/simulator-client.js';
import { until } from '../testing/until.js';

describe('events over HTTP', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let server: CallbackServer;
  let codec: OfficialCodec;
  let app: string;

  before(async () => {
    simulator = await startDingTalkSimulator();
    Object.assign(simulator.settings, patient);
    client = new SimulatorClient(simulator);
    const { appKey, callback, corpId } = client.organisation;
    codec = new OfficialCodec(callback, appKey);
    server = await CallbackServer.start(() => codec.success());
    app = `/control/organisations/${corpId}/apps/${appKey}`;
  });
  afterEach(async () => {
    server.answering = () => codec.success();
    server.calls.length = 0;
    simulator.faults.clear();
    Object.assign(simulator.settings, patient, { qpsPerAppAndApi: 20 });
    await client.control('DELETE', `${app}/event-callback`);
    await client.control('PUT', `${app}/push`, { eventTypes: null, filters: [] });
  });
  after(async () => {
    await simulator.close();
    await server.close();
  });

  const save = async (): Promise<number> =>
    (await client.control('PUT', `${app}/event-callback`, { url: `${server.url}/events?from=dt` }))
      .status;
  const rename = async (name: string): Promise<unknown> =>
    client.person('hd0004', 'PUT', '', { name });
  const count = (kind: string): number => client.entries(kind).length;
  /** Moves the clock a quarter at a time, because the next appointment is made only after an answer. */
  const shiftUntil = async (ms: number, condition: () => boolean): Promise<void> =>
    until(`condition after shifts of ${String(ms)} ms`, () => {
      if (!condition()) simulator.clock.shift(ms / 4);
      return condition();
    });

  it('checks an address when it is saved, and does not take one that answers wrongly', async () => {
    assert.equal(await save(), 200);
    const [check] = server.calls.map((call) => codec.open(call));
    assert.deepEqual(check, { EventType: 'check_url' });
    assert.equal(server.calls[0]?.query.get('from'), 'dt');
    const wrong = new OfficialCodec(client.organisation.callback, client.organisation.corpId);
    server.answering = () => wrong.success();
    assert.equal(await save(), 409);
    server.answering = () => ({ body: 'success' });
    assert.equal(await save(), 409);
    server.answering = () => ({ status: 302, body: '' });
    assert.equal(await save(), 409);
  });

  it('sends an event flat, encrypted for the application, once when the answer is right', async () => {
    await save();
    const accepted = count('event.accepted');
    await rename('张一');
    await until('event accepted', () => count('event.accepted') > accepted);
    const event = codec.open(server.calls[1] ?? assert.fail('no call'));
    const { corpId } = client.organisation;
    const { CorpId, EventType, eventId, userId } = event;
    assert.deepEqual(
      { CorpId, EventType, userId },
      { CorpId: corpId, EventType: 'user_modify_org', userId: ['hd0004'] },
    );
    assert.equal(eventId, client.entries('event.accepted').at(-1)?.['eventId']);
    assert.equal(server.calls.length, 2);
    assert.equal(count('stream.nobody'), 0);
  });

  it('tries again after 10 s and 30 s, then lists the event as failed until it is read', async () => {
    await save();
    simulator.settings.qpsPerAppAndApi = null;
    server.answering = () => ({ status: 500, body: '' });
    const failed = count('event.failed');
    await rename('张二');
    await shiftUntil(30_000, () => count('event.failed') > failed);
    assert.equal(server.calls.length, 4);
    const ids = server.calls.slice(1).map((call) => codec.open(call)['eventId']);
    assert.equal(new Set(ids).size, 1);
    const path = '/call_back/get_call_back_failed_result';
    const list = async (): Promise<Record<string, unknown>> => {
      const token = await client.token();
      const response = await fetch(`${simulator.oapi}${path}?access_token=${token}`);
      return (await response.json()) as Record<string, unknown>;
    };
    assert.deepEqual((await list())['failed_list'], []);
    simulator.clock.shift(240_000);
    let listed: Record<string, unknown>[] = [];
    await until('listed', async () => {
      listed = (await list())['failed_list'] as Record<string, unknown>[];
      return listed.length > 0;
    });
    const [entry] = listed;
    assert.equal(entry?.['call_back_tag'], 'user_modify_org');
    const detail = entry['user_modify_org'] as Record<string, unknown>;
    assert.deepEqual(
      [detail['corpid'], detail['userId']],
      [client.organisation.corpId, ['hd0004']],
    );
    assert.deepEqual((await list())['failed_list'], []);
  });

  it('counts an answer that is late, or lost, as none', async () => {
    await save();
    simulator.settings.callbackDeadlineMs = 50;
    server.answering = () => undefined;
    const before = client.entries('event.refused').length;
    const posted = count('event.posted');
    await rename('张三');
    await until('late', () => client.entries('event.refused').length > before);
    assert.equal(client.entries('event.refused').at(-1)?.['reason'], 'no answer in time');
    Object.assign(simulator.settings, patient);
    server.answering = () => codec.success();
    simulator.faults.add({ kind: 'callback-drop-answer', target: 'user_modify_org' });
    const accepted = count('event.accepted');
    await shiftUntil(30_000, () => count('event.accepted') > accepted);
    // A call that was given up may not have come to the server at all.
    const posts = client.entries('event.posted').slice(posted);
    assert.deepEqual(
      posts.map(({ attempt }) => attempt),
      [1, 2, 3],
    );
    const ids = server.calls.slice(1).map((call) => codec.open(call)['eventId']);
    assert.deepEqual(new Set(ids), new Set(posts.map(({ eventId }) => eventId)));
    assert.equal(new Set(ids).size, 1);
  });

  it('makes a duplicate and a forged call on order', async () => {
    await save();
    simulator.faults.add({ kind: 'callback-duplicate', target: 'user_modify_org' });
    await rename('张四');
    await until('both', () => server.calls.length === 3);
    simulator.faults.add({ kind: 'callback-forge', target: 'user_modify_org' });
    await rename('张五');
    await until('forged', () => server.calls.length === 4);
    assert.throws(() => codec.open(server.calls[3] ?? assert.fail('no call')));
  });

  it('sends only what was ticked and passes the filters', async () => {
    await save();
    const posted = count('event.posted');
    await client.control('PUT', `${app}/push`, { eventTypes: ['user_add_org'] });
    await rename('张六');
    await client.control('PUT', `${app}/push`, {
      eventTypes: null,
      filters: ['/v1.0/event/user_modify_org/timeStamp/none'],
    });
    await rename('张七');
    await client.control('PUT', `${app}/push`, { filters: ['/v1.0/event/user_modify_org/**'] });
    const accepted = count('event.accepted');
    await rename('张八');
    await until('accepted', () => count('event.accepted') > accepted);
    assert.equal(count('event.posted'), posted + 1);
    assert.equal(server.calls.length, 2);
  });
});
