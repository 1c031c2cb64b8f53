import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { get, request } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { DWClient, EventAck } from 'dingtalk-stream';
import WebSocket from 'ws';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient } from '../testing/simulator-client.js';
import { until } from '../testing/until.js';

describe('the simulator under TLS', () => {
  let simulator: DingTalkSimulator;
  let ca: string;

  before(async () => {
    simulator = await startDingTalkSimulator({ tls: true });
    ca = await readFile(simulator.caFile ?? '', 'utf8');
  });
  after(async () => {
    await simulator.close();
    await assert.rejects(access(simulator.caFile ?? ''), { code: 'ENOENT' });
  });

  const post = async (path: string, body: object, servername?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const options = { method: 'POST', ca, agent: false, ...(servername && { servername }) };
      const call = request(`${simulator.api}${path}`, options, (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString('utf8')));
        response.on('end', () => {
          resolve(JSON.parse(text));
        });
      });
      call.on('error', reject).setHeader('content-type', 'application/json');
      call.end(JSON.stringify(body));
    });

  const open = async (): Promise<{ endpoint: string; ticket: string }> => {
    const { appKey, appSecret } = simulator.organisations[0] ?? { appKey: '', appSecret: '' };
    const subscriptions = [{ type: 'EVENT', topic: '*' }];
    const body = { clientId: appKey, clientSecret: appSecret, subscriptions };
    const answer = await post('/v1.0/gateway/connections/open', body);
    return answer as { endpoint: string; ticket: string };
  };

  it('answers https under the names of DingTalk to who trusts its CA, and nobody else', async () => {
    assert.match(simulator.api, /^https:\/\/127\.0\.0\.1:\d+$/);
    const { appKey, appSecret } = simulator.organisations[0] ?? { appKey: '', appSecret: '' };
    for (const name of [undefined, 'api.dingtalk.com', 'oapi.dingtalk.com']) {
      const answer = await post('/v1.0/oauth2/accessToken', { appKey, appSecret }, name);
      assert.equal((answer as { expireIn: number }).expireIn, 7200);
    }
    const stranger = new Promise((resolve, reject) => {
      get(simulator.api, { agent: false }, resolve).on('error', reject);
    });
    await assert.rejects(stranger, /certificate|self-signed/);
  });

  it('lets a Stream client in at wss with an explicit port and the path /connect', async () => {
    const { endpoint, ticket } = await open();
    assert.match(endpoint, /^wss:\/\/127\.0\.0\.1:\d+\/connect$/);
    const socket = new WebSocket(`${endpoint}?ticket=${ticket}`, { ca });
    const first = new Promise((resolve, reject) => {
      socket.once('message', (bytes: Buffer) => {
        resolve(JSON.parse(bytes.toString('utf8')));
      });
      socket.once('error', reject);
    });
    await new Promise((resolve) => socket.once('open', resolve));
    await fetch(new URL('/control/stream/ping', simulator.control), { method: 'POST', body: '{}' });
    assert.equal(((await first) as { headers: { topic: string } }).headers.topic, 'ping');
    socket.terminate();
  });

  it('serves the official Stream client once it trusts the CA', async () => {
    const { appKey, appSecret } = simulator.organisations[0] ?? { appKey: '', appSecret: '' };
    const { endpoint, ticket } = await open();
    const stream = new DWClient({ clientId: appKey, clientSecret: appSecret });
    stream.config.autoReconnect = false;
    stream.getEndpoint = () => {
      // Address and trust are private in its typings.
      const way = { dw_url: `${endpoint}?ticket=${ticket}`, sslopts: { ca } };
      return Promise.resolve(Object.assign(stream, way));
    };
    const heard: string[] = [];
    stream.registerAllEventListener(({ headers }) => {
      heard.push(headers.eventType ?? '');
      return { status: EventAck.SUCCESS };
    });
    await stream.connect();
    try {
      const client = new SimulatorClient(simulator);
      await client.person('hd0005', 'PUT', '', { name: '赵敏敏' });
      await until('event heard', () => heard.length === 1);
      assert.deepEqual(heard, ['user_modify_org']);
    } finally {
      stream.disconnect();
    }
  });
});
