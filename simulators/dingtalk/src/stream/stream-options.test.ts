import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { SimulatorClient } from '../testing/simulator-client.js';
import { accepting, StreamClient, type Answering } from '../testing/stream-client.js';
import { until } from '../testing/until.js';

const robotTopic = '/v1.0/im/bot/messages/get';
const openPath = '/v1.0/gateway/connections/open';
const success: Answering = () => ({ data: { status: 'SUCCESS' } });

describe('what nobody outside knows for certain about Stream mode', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let open: StreamClient[] = [];

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  afterEach(async () => {
    Object.assign(simulator.settings, defaultSettings());
    simulator.faults.clear();
    for (const stream of open) stream.close();
    open = [];
    const count = (kind: string): number => client.entries(kind).length;
    await until('all closed', () => count('stream.connected') === count('stream.closed'));
  });
  after(async () => {
    await simulator.close();
  });

  const connect = async (answering: Answering, who = client): Promise<StreamClient> => {
    const stream = await StreamClient.connect(who, answering);
    open.push(stream);
    return stream;
  };
  const say = async (text: string): Promise<unknown> =>
    (await client.person('manager01', 'POST', '/messages', { text })).body['msgId'];
  const systemTopics = (stream: StreamClient): string[] =>
    stream.frames
      .filter(({ type }) => type === 'SYSTEM')
      .map(({ headers }) => headers['topic'] ?? '');
  const openWith = async (headers: Record<string, string>, secret?: string): Promise<Response> => {
    const { appKey: clientId, appSecret } = client.organisation;
    const subscriptions = [{ type: 'EVENT', topic: '*' }];
    return fetch(`${simulator.api}${openPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ clientId, clientSecret: secret ?? appSecret, subscriptions }),
    });
  };

  it('greets with CONNECTED and REGISTERED and keeps alive, or does not', async () => {
    const plain = await connect(accepting);
    Object.assign(simulator.settings, { helloFrames: 'connected-registered', keepAliveMs: 8000 });
    const greeted = await connect(accepting);
    await greeted.received('REGISTERED');
    simulator.clock.shift(8000);
    await greeted.received('KEEPALIVE');
    assert.deepEqual(systemTopics(greeted), ['CONNECTED', 'REGISTERED', 'KEEPALIVE']);
    assert.deepEqual(systemTopics(plain), []);
  });

  it('answers XML to who does not ask for JSON, as far as it is set', async () => {
    const types: string[] = [];
    for (const [gatewayXml, accept] of [
      ['when-asked', '*/*'],
      ['when-asked', 'application/xml'],
      ['unless-json-asked', '*/*'],
      ['unless-json-asked', 'application/json'],
      ['never', 'text/xml'],
    ] as const) {
      simulator.settings.gatewayXml = gatewayXml;
      const response = await openWith({ accept });
      const text = await response.text();
      assert.match(text, /wss?:/);
      types.push(response.headers.get('content-type')?.split(';')[0] ?? '');
    }
    const [json, xml] = ['application/json', 'application/xml'];
    assert.deepEqual(types, [json, xml, xml, json, json]);
  });

  it('refuses to open with the status that is set, in the error body of v1.0', async () => {
    const seen: unknown[] = [];
    for (const status of [400, 401, 403] as const) {
      simulator.settings.openRefusalStatus = status;
      const response = await openWith({}, 'wrong');
      const { code } = (await response.json()) as { code: string };
      seen.push([response.status, code]);
    }
    const code = 'invalidClientIdOrSecret';
    assert.deepEqual(seen, [
      [400, code],
      [401, code],
      [403, code],
    ]);
  });

  it('lets the next message overtake one on order', async () => {
    const stream = await connect(accepting);
    simulator.faults.add({ kind: 'stream-reorder', target: robotTopic, params: { ms: 60_000 } });
    const ids = [await say('先'), await say('后')];
    const frames = await stream.received(robotTopic, 2);
    assert.deepEqual(
      frames.map(({ data }) => data['msgId']),
      ids.reverse(),
    );
  });

  it('keeps events for who is away, where that is set', async () => {
    simulator.settings.eventsWhileAway = 'kept';
    await client.person('hd0004', 'PUT', '', { name: '周一' });
    await client.person('hd0004', 'PUT', '', { name: '周二' });
    const stream = await connect(success);
    const events = await stream.received('*', 2);
    assert.deepEqual(
      events.map(({ data }) => (data['diffInfo'] as { curr: { name: string } }).curr.name),
      ['周一', '周二'],
    );
  });

  it('ends a connection at the end of its life', async () => {
    simulator.settings.connectionTtlMs = 60_000;
    const stream = await connect(accepting);
    simulator.clock.shift(60_000);
    const [frame] = await stream.received('disconnect');
    assert.deepEqual(frame?.data, { reason: 'connection is expired' });
    await until('grace', () => {
      simulator.clock.shift(10_000);
      return stream.socket.readyState === stream.socket.CLOSED;
    });
  });

  it('keeps a second client id of the organisation apart', async () => {
    const { corpId } = client.organisation;
    const added = await client.control('POST', `/control/organisations/${corpId}/apps`, {
      name: '报表助手',
    });
    const { appKey, appSecret } = added.body as { appKey: string; appSecret: string };
    const other = new SimulatorClient(simulator, 0, { appKey, appSecret });
    const [first, second] = [await connect(success), await connect(success, other)];
    await say('给第一个');
    await client.person('hd0004', 'PUT', '', { name: '周三' });
    await Promise.all([first.received('*'), second.received('*'), first.received(robotTopic)]);
    const heard = second.frames.map(({ headers }) => headers['topic']);
    assert.deepEqual(heard, ['*']);
    const ids = [first, second].map(
      ({ frames }) => frames.find(({ type }) => type === 'EVENT')?.headers['eventUnifiedAppId'],
    );
    assert.notEqual(ids[0], ids[1]);
  });
});
