import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { CallbackServer, type Called } from '../testing/callback-server.js';
import { patient } from '../testing/patience.js';
import { SimulatorClient } from '../testing/simulator-client.js';
import { until } from '../testing/until.js';

describe('a robot that listens over HTTP', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let server: CallbackServer;

  before(async () => {
    simulator = await startDingTalkSimulator();
    Object.assign(simulator.settings, patient);
    client = new SimulatorClient(simulator);
    server = await CallbackServer.start(() => ({ body: '{"msgtype":"empty"}' }));
    const { appKey, corpId } = client.organisation;
    const push = `/control/organisations/${corpId}/apps/${appKey}/push`;
    await client.control('PUT', push, { robotUrl: `${server.url}/robot` });
  });
  beforeEach(() => {
    server.calls.length = 0;
    server.answering = () => ({ body: '{"msgtype":"empty"}' });
  });
  after(async () => {
    await simulator.close();
    await server.close();
  });

  /** Says something and waits until the answer of the application has been taken. */
  const say = async (said: string | object): Promise<unknown> => {
    const answered = client.entries('robot.answered').length;
    const message = typeof said === 'string' ? { text: said } : said;
    const { body } = await client.person('manager01', 'POST', '/messages', message);
    await until('answered', () => client.entries('robot.answered').length > answered);
    return body['msgId'];
  };
  const signOf = (secret: string, timestamp: string): string =>
    createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');

  it('gets the body of Stream mode, signed with the secret of the application', async () => {
    const msgId = await say('在吗');
    const { headers, text } = server.calls[0] as Called;
    const timestamp = String(headers['timestamp']);
    assert.equal(headers['sign'], signOf(client.organisation.appSecret, timestamp));
    assert.equal(Math.abs(Number(timestamp) - Date.now()) < 60_000, true);
    const body = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(
      [body['msgId'], body['msgtype'], body['text'], body['senderStaffId']],
      [msgId, 'text', { content: '在吗' }, 'manager01'],
    );
    assert.equal(client.entries('stream.nobody').length, 0);
    assert.equal(client.entries('robot.replied').length, 0);
  });

  it('gets pictures, files, voices and mixed messages as documented; a person could only type', async () => {
    const said = [
      { msgtype: 'picture', content: { downloadCode: '@lADPx' } },
      { msgtype: 'file', content: { downloadCode: '@lAzPx', fileName: '合同.pdf' } },
      { msgtype: 'audio', content: { downloadCode: '@lAzPy', recognition: '同意', duration: 900 } },
      {
        msgtype: 'richText',
        content: { richText: [{ text: '看' }, { downloadCode: '@lADPz', type: 'picture' }] },
      },
    ];
    for (const message of said) await say(message);
    const bodies = server.calls.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    assert.deepEqual(
      bodies.map(({ content, msgtype }) => ({ msgtype, content })),
      said,
    );
    assert.deepEqual(
      bodies.map(({ text }) => text),
      said.map(() => undefined),
    );
    const { status } = await client.person('manager01', 'POST', '/messages', { msgtype: 'file' });
    assert.equal(status, 400);
  });

  it('replies in its answer, and need not', async () => {
    const markdown = { title: '单据', text: '**已收到**' };
    server.answering = () => ({ body: JSON.stringify({ msgtype: 'markdown', markdown }) });
    await say('收到吗');
    assert.deepEqual(client.entries('robot.replied').at(-1)?.['content'], markdown);
    server.answering = () => ({ status: 404, body: 'not here' });
    await say('没有人吗');
    assert.equal(client.entries('robot.answered').at(-1)?.['status'], 404);
    assert.equal(client.entries('robot.replied').length, 1);
  });

  it('gets a forged message on order', async () => {
    simulator.faults.add({ kind: 'callback-forge', target: 'robot' });
    await say('我是老板');
    const { headers } = server.calls[0] as Called;
    const right = signOf(client.organisation.appSecret, String(headers['timestamp']));
    assert.notEqual(headers['sign'], right);
  });

  it('learns that the month is over by a code and no content', async () => {
    simulator.settings.monthlyPushes = 0;
    await say('还有额度吗');
    const body = JSON.parse(server.calls[0]?.text ?? '{}') as Record<string, unknown>;
    assert.deepEqual([body['errorCode'], body['text']], [20001, undefined]);
    simulator.settings.monthlyPushes = null;
  });
});
