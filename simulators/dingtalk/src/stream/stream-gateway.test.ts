import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { SimulatorClient } from '../testing/simulator-client.js';
import {
  accepting,
  openGateway,
  silent,
  StreamClient,
  type Answering,
  type ReceivedFrame,
} from '../testing/stream-client.js';
import { until } from '../testing/until.js';

const robotTopic = '/v1.0/im/bot/messages/get';

describe('the Stream gateway', () => {
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
    await until(
      'all connections closed',
      () => count('stream.connected') === count('stream.closed'),
    );
  });
  after(async () => {
    await simulator.close();
  });

  const count = (kind: string): number => client.entries(kind).length;
  const connect = async (answering: Answering): Promise<StreamClient> => {
    const stream = await StreamClient.connect(client, answering);
    open.push(stream);
    return stream;
  };
  const say = async (text: string): Promise<string> => {
    const { body } = await client.person('manager01', 'POST', '/messages', { text });
    return body['msgId'] as string;
  };
  /** The HTTP status of a handshake; 101 when it succeeds. */
  const handshake = async (url: string): Promise<number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.on('open', () => {
        resolve(101);
        socket.terminate();
      });
      socket.on('unexpected-response', (_, response) => {
        resolve(response.statusCode ?? 0);
      });
      socket.on('error', () => undefined);
    });

  it('admits one connection per ticket, within 90 seconds', async () => {
    const { endpoint, ticket } = await openGateway(client);
    assert.match(endpoint, /^ws:\/\/127\.0\.0\.1:\d+\/connect$/);
    assert.equal(await handshake(`${endpoint}?ticket=${ticket}`), 101);
    assert.equal(await handshake(`${endpoint}?ticket=${ticket}`), 401);
    const late = await openGateway(client);
    simulator.clock.shift(90_001);
    assert.equal(await handshake(`${late.endpoint}?ticket=${late.ticket}`), 401);
  });

  it('refuses to open for wrong credentials, an application without Stream mode, and on order', async () => {
    const { appKey, appSecret, corpId } = client.organisation;
    const path = '/v1.0/gateway/connections/open';
    const body = {
      clientId: appKey,
      clientSecret: appSecret,
      subscriptions: [{ type: 'EVENT', topic: '*' }],
    };
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    const wrong = await client.api('POST', path, { ...body, clientSecret: 'x' }, '');
    await client.control('PUT', app, { streamMode: false });
    const off = await client.api('POST', path, body, '');
    await client.control('PUT', app, { streamMode: true });
    simulator.faults.add({ kind: 'status', target: path, params: { status: 503 } });
    const struck = await client.api('POST', path, body, '');
    const fine = await client.api('POST', path, body, '');
    assert.deepEqual([wrong.status, off.status, struck.status, fine.status], [400, 400, 503, 200]);
  });

  it('pings, says disconnect, pushes nothing any more and closes after the grace period', async () => {
    const stream = await connect(accepting);
    simulator.clock.shift(25_000);
    const [ping] = await stream.received('ping');
    assert.equal(typeof ping?.data['opaque'], 'string');
    await client.control('POST', '/control/stream/disconnect', {});
    await stream.received('disconnect');
    await say('有人吗');
    assert.equal(count('stream.nobody'), 1);
    simulator.clock.shift(10_000);
    await until('socket closed', () => stream.socket.readyState === stream.socket.CLOSED);
  });

  it('hands a robot message over with string headers and the documented body', async () => {
    const stream = await connect(accepting);
    const msgId = await say('同意');
    const [frame] = await stream.received(robotTopic);
    const values = Object.values(frame?.headers ?? {});
    assert.equal(
      values.every((value) => typeof value === 'string'),
      true,
    );
    assert.match(frame?.headers['messageId'] ?? '', /^[0-9a-f]+(_[0-9a-f]+){3}$/);
    const { corpId, robotCode } = client.organisation;
    const { conversationType, msgtype, senderCorpId, senderNick, senderStaffId, text } =
      frame?.data ?? {};
    assert.deepEqual(
      { conversationType, msgtype, senderCorpId, senderNick, senderStaffId, text },
      {
        conversationType: '1',
        msgtype: 'text',
        senderCorpId: corpId,
        senderNick: '王芳',
        senderStaffId: 'manager01',
        text: { content: '同意' },
      },
    );
    assert.equal(frame?.data['msgId'], msgId);
    assert.equal(frame.data['robotCode'], robotCode);
    const reply = { msgtype: 'text', text: { content: '已收到' } };
    const answer = await fetch(frame.data['sessionWebhook'] as string, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reply),
    });
    assert.deepEqual(await answer.json(), { errcode: 0, errmsg: 'ok' });
    assert.deepEqual(client.entries('session.sent').at(-1)?.['content'], { content: '已收到' });
  });

  it('pushes an unacknowledged robot message once more after a minute, with a new messageId', async () => {
    const stream = await connect(silent);
    const msgId = await say('在吗');
    // Messages of other tests may still be on their way round.
    const pushes = (): ReceivedFrame[] =>
      stream.frames.filter(({ data }) => data['msgId'] === msgId);
    await shiftUntil(simulator, 60_000, () => pushes().length === 2);
    const [first, second] = pushes();
    assert.notEqual(first?.headers['messageId'], second?.headers['messageId']);
    const lost = (): boolean =>
      client.entries('stream.lost').some((entry) => entry['msgId'] === msgId);
    await shiftUntil(simulator, 60_000, lost);
    assert.equal(pushes().length, 2);
  });

  it('pushes an event again after LATER, and not after SUCCESS', async () => {
    // An answer that is on its way while the clock is moved is no missing one.
    simulator.settings.ackTimeoutMs = 3_600_000;
    const answers = [{ status: 'LATER' }, { status: 'SUCCESS' }];
    const stream = await connect(() => ({ data: answers.shift() ?? { status: 'SUCCESS' } }));
    await client.person('hd0004', 'PUT', '', { title: '高级出纳', jobNumber: 'HD004B' });
    const [first] = await stream.received('*');
    await shiftUntil(simulator, 10_000, () => stream.frames.filter(isEvent).length === 2);
    const [, second] = await stream.received('*', 2);
    assert.equal(first?.headers['eventType'], 'user_modify_org');
    assert.equal(first.headers['eventCorpId'], client.organisation.corpId);
    assert.equal(second?.headers['eventId'], first.headers['eventId']);
    assert.deepEqual(first.data['diffInfo'], {
      userid: 'hd0004',
      prev: { jobNumber: 'HD004' },
      curr: { jobNumber: 'HD004B' },
    });
    const lost = count('stream.lost');
    const pings = stream.frames.filter(isPing).length;
    simulator.clock.shift(120_000);
    // What was due by then has left before that ping or with it.
    await stream.received('ping', pings + 1);
    await say('看看还有没有');
    await stream.received(robotTopic);
    assert.equal(stream.frames.filter(isEvent).length, 2);
    assert.equal(count('stream.lost'), lost);
  });

  it('tells of people who come and go', async () => {
    const stream = await connect(() => ({ data: { status: 'SUCCESS' } }));
    const { corpId } = client.organisation;
    const person = { userId: 'hd0099', name: '新人', mobile: '13800001099' };
    await client.control('POST', `/control/organisations/${corpId}/people`, person);
    await client.person('hd0099', 'DELETE', '');
    const events = await stream.received('*', 2);
    assert.deepEqual(
      events.map(({ data, headers }) => [headers['eventType'], data['userId']]),
      [
        ['user_add_org', ['hd0099']],
        ['user_leave_org', ['hd0099']],
      ],
    );
    const gone = await client.oapi('/topapi/v2/user/get', { userid: 'hd0099' });
    assert.equal(gone.body['errcode'], 60121);
  });

  it('spreads messages over the connections of a client', async () => {
    const streams = [await connect(accepting), await connect(accepting)];
    for (let each = 0; each < 40; each += 1) await say(`第 ${String(each)} 条`);
    const shares = (): number[] => streams.map(({ frames }) => frames.filter(isRobot).length);
    await until('40 messages', () => shares().reduce((sum, share) => sum + share, 0) === 40);
    // By chance alone one of two connections gets nothing in 40 tries less than once in 10^11.
    assert.equal(
      shares().every((share) => share > 0),
      true,
    );
  });

  it('makes the troubles of a bad line on order', async () => {
    // What the deaf one swallows does not come to a later test.
    simulator.settings.robotRetryMs = [];
    simulator.faults.add({ kind: 'stream-handshake', target: '/connect', params: { status: 503 } });
    const { endpoint, ticket } = await openGateway(client);
    assert.equal(await handshake(`${endpoint}?ticket=${ticket}`), 503);
    simulator.faults.add({ kind: 'stream-flap', target: '/connect' });
    const flapping = await connect(accepting);
    await until('cut', () => flapping.socket.readyState === flapping.socket.CLOSED);
    simulator.faults.add({ kind: 'stream-silent', target: '/connect' });
    const deaf = await connect(accepting);
    await say('听得到吗');
    simulator.clock.shift(25_000);
    const heard = await connect(accepting);
    await client.control('POST', '/control/stream/ping', {});
    await heard.received('ping');
    assert.deepEqual(deaf.frames, []);
    assert.equal(deaf.socket.readyState, deaf.socket.OPEN);
    // It used to stay for ever and to swallow its share of all pushes.
    simulator.clock.shift(35_000);
    await until('cut', () => deaf.socket.readyState === deaf.socket.CLOSED);
  });

  it('duplicates a push and splits a frame on order', async () => {
    const stream = await connect(accepting);
    simulator.faults.add({ kind: 'stream-duplicate', target: robotTopic });
    simulator.faults.add({ kind: 'stream-split', target: robotTopic, params: { ms: 5 } });
    const msgId = await say('重复');
    const twins = await stream.received(robotTopic, 2);
    assert.deepEqual(
      twins.map(({ data }) => data['msgId']),
      [msgId, msgId],
    );
  });

  it('sends what comes meanwhile behind a frame in fragments; between them it ended the connection', async () => {
    const stream = await connect(accepting);
    simulator.faults.add({
      ...{ kind: 'stream-split', target: robotTopic, times: 2 },
      params: { ms: 100 },
    });
    const msgIds = [await say('一'), await say('二'), await say('三')];
    const frames = await stream.received(robotTopic, 3);
    assert.deepEqual(
      frames.map(({ data }) => data['msgId']),
      msgIds,
    );
    assert.equal(stream.socket.readyState, stream.socket.OPEN);
  });

  it('says so without the content when the monthly quota of pushes is used up', async () => {
    const stream = await connect(accepting);
    simulator.settings.monthlyPushes = 0;
    await say('额度');
    simulator.settings.monthlyPushes = 1_000_000;
    const [frame] = await stream.received(robotTopic);
    assert.equal(frame?.data['errorCode'], 20001);
    assert.equal(frame.data['text'], undefined);
  });
});

const isRobot = ({ headers }: { headers: Readonly<Record<string, string>> }): boolean =>
  headers['topic'] === robotTopic;
const isPing = ({ headers }: { headers: Readonly<Record<string, string>> }): boolean =>
  headers['topic'] === 'ping';
const isEvent = ({ headers }: { headers: Readonly<Record<string, string>> }): boolean =>
  headers['topic'] === '*';

/** Moves the clock on, a wait at a time, until the condition holds: appointments are made one after the other. */
async function shiftUntil(
  { clock }: DingTalkSimulator,
  ms: number,
  condition: () => boolean,
): Promise<void> {
  await until(`condition after shifts of ${String(ms)} ms`, () => {
    if (!condition()) clock.shift(ms / 4);
    return condition();
  });
}
