import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { holdStill } from '../testing/patience.js';
import { read, SimulatorClient, type Answer } from '../testing/simulator-client.js';

const batchSend = '/v1.0/robot/oToMessages/batchSend';

describe('robots', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(() => {
    simulator.faults.clear();
    Object.assign(simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
  });
  after(async () => {
    await simulator.close();
  });

  const message = (userIds: readonly string[], more: object = {}): object => ({
    robotCode: client.organisation.robotCode,
    userIds,
    msgKey: 'sampleMarkdown',
    msgParam: JSON.stringify({ title: '提醒', text: '**86,000** 元' }),
    ...more,
  });
  const robotMessages = async (userId: string): Promise<{ msgtype: string; content: object }[]> => {
    const { body } = await client.person(userId, 'GET', '/inbox');
    const conversations = body['conversations'] as { kind: string; messages: [] }[];
    return conversations.find(({ kind }) => kind === 'robot')?.messages ?? [];
  };

  it('names invalid and flow-controlled people inside HTTP 200 and sends to the others', async () => {
    simulator.faults.add({
      kind: 'flow-control',
      target: batchSend,
      params: { userIds: ['hd0004'] },
    });
    const { body, status } = await client.api(
      'POST',
      batchSend,
      message(['hd0003', 'hd0004', 'nobody']),
    );
    assert.equal(status, 200);
    assert.deepEqual(
      [body['invalidStaffIdList'], body['flowControlledStaffIdList']],
      [['nobody'], ['hd0004']],
    );
    assert.equal((await robotMessages('hd0003')).length, 1);
    assert.equal((await robotMessages('hd0004')).length, 0);
  });

  const bad = [
    {
      name: '21 people',
      more: { userIds: Array.from({ length: 21 }, (_, at) => `u${String(at)}`) },
      code: 'invalidParameter.userIds.overMax',
    },
    { name: 'nobody', more: { userIds: [] }, code: 'invalidParameter.userIds.empty' },
    {
      name: 'an unknown msgKey',
      more: { msgKey: 'sampleNothing' },
      code: 'invalidParameter.msgKey.invalid',
    },
    {
      name: 'msgParam that is no JSON',
      more: { msgParam: 'text' },
      code: 'invalidParameter.msgParam.invalid',
    },
    {
      name: 'msgParam without its text',
      more: { msgParam: '{}' },
      code: 'miss.param.markdownTotext',
    },
    { name: 'a robot of somebody else', more: { robotCode: 'x' }, code: 'robot.oto.notExist' },
  ];

  for (const { name, more, code } of bad) {
    it(`refuses ${name} with ${code}`, async () => {
      const { body, status } = await client.api('POST', batchSend, message(['hd0003'], more));
      assert.deepEqual([status, body['code']], [400, code]);
    });
  }

  it('tells who has read a message and recalls it without a trace, within a day', async () => {
    const { body } = await client.api('POST', batchSend, message(['hd0005']));
    const processQueryKey = body['processQueryKey'] as string;
    const { robotCode } = client.organisation;
    const query = new URLSearchParams({ robotCode, processQueryKey }).toString();
    const status = async (): Promise<Record<string, unknown>> =>
      (await client.api('GET', `/v1.0/robot/oToMessages/readStatus?${query}`)).body;
    const unread = { name: '赵敏', userId: 'hd0005', readStatus: 'UNREAD' };
    assert.deepEqual(await status(), { sendStatus: 'SUCCESS', messageReadInfoList: [unread] });
    const inbox = (await client.person('hd0005', 'GET', '/inbox')).body;
    const [chat] = inbox['conversations'] as { conversationId: string }[];
    await client.person('hd0005', 'POST', '/read', { conversationId: chat?.conversationId });
    assert.deepEqual((await status())['messageReadInfoList'], [{ ...unread, readStatus: 'READ' }]);
    const recall = { robotCode, processQueryKeys: [processQueryKey, 'unknown'] };
    const recalled = await client.api('POST', '/v1.0/robot/otoMessages/batchRecall', recall);
    assert.deepEqual(recalled.body['successResult'], [processQueryKey]);
    assert.deepEqual(Object.keys(recalled.body['failedResult'] as object), ['unknown']);
    assert.equal((await robotMessages('hd0005')).length, 0);
  });

  it('sends into groups it is in', async () => {
    const { groups, robotCode } = client.organisation;
    const path = '/v1.0/robot/groupMessages/send';
    const body = {
      robotCode,
      openConversationId: groups[0]?.openConversationId,
      msgKey: 'sampleText',
      msgParam: '{"content":"大家好"}',
    };
    assert.equal((await client.api('POST', path, body)).status, 200);
    const strange = new SimulatorClient(simulator, 1).organisation.groups[0]?.openConversationId;
    const refused = await client.api('POST', path, { ...body, openConversationId: strange });
    assert.equal(refused.body['code'], 'invalid.openConversationId');
  });

  const webhook = async (body: object, at = 0, url?: string): Promise<Answer> => {
    const group = client.organisation.groups[at];
    const timestamp = String(simulator.clock.now());
    const sign = createHmac('sha256', group?.secret ?? '')
      .update(`${timestamp}\n${group?.secret ?? ''}`)
      .digest('base64');
    const signed = `${group?.webhook ?? ''}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`;
    const headers = { 'content-type': 'application/json' };
    return read(
      await fetch(url ?? signed, { method: 'POST', headers, body: JSON.stringify(body) }),
    );
  };
  const text = (content: string): object => ({ msgtype: 'text', text: { content } });

  it('checks the signature of a webhook and its clock', async () => {
    const { webhook: address = '' } = client.organisation.groups[0] ?? {};
    assert.deepEqual((await webhook(text('一'))).body, { errcode: 0, errmsg: 'ok' });
    const unsigned = await webhook(text('一'), 0, address);
    const wrong = await webhook(
      text('一'),
      0,
      `${address}&timestamp=${String(simulator.clock.now())}&sign=eA==`,
    );
    assert.deepEqual(
      [unsigned.body['errcode'], unsigned.body['errmsg']],
      [310000, 'invalid timestamp'],
    );
    assert.deepEqual([wrong.body['errcode'], wrong.body['errmsg']], [310000, 'sign not match']);
    const unknown = await webhook(text('一'), 0, `${simulator.oapi}/robot/send?access_token=none`);
    assert.deepEqual(unknown.body, { errcode: 300005, errmsg: 'token is not exist' });
  });

  it('demands a keyword when the group wants one', async () => {
    const { corpId, groups } = client.organisation;
    const id = encodeURIComponent(groups[0]?.openConversationId ?? '');
    const group = `/control/organisations/${corpId}/groups/${id}`;
    await client.control('PUT', group, { security: { sign: true, keywords: ['审批'], ips: [] } });
    const without = await webhook(text('你好'));
    const withIt = await webhook(text('审批提醒'));
    await client.control('PUT', group, { security: { sign: true, keywords: [], ips: [] } });
    assert.deepEqual(
      [without.body['errcode'], without.body['errmsg']],
      [310000, 'keywords not in content'],
    );
    assert.equal(withIt.body['errcode'], 0);
  });

  it('shows a webhook message once for one msgUuid', async () => {
    const before = client.entries('webhook.sent').length;
    for (let each = 0; each < 3; each += 1) {
      assert.equal((await webhook({ ...text('一次'), msgUuid: 'u-1' })).body['errcode'], 0);
    }
    assert.equal(client.entries('webhook.sent').length, before + 1);
  });

  it('mutes a webhook for ten minutes at the 21st message of a minute, with the code that is switched on', async (context) => {
    holdStill(context, simulator.clock);
    const codes = [];
    for (let each = 0; each < 21; each += 1)
      codes.push((await webhook(text('快'), 1)).body['errcode']);
    assert.deepEqual(codes, [...Array<number>(20).fill(0), 660026]);
    simulator.clock.shift(9 * 60_000);
    simulator.settings.webhookThrottleCode = 130101;
    assert.equal((await webhook(text('快'), 1)).body['errcode'], 130101);
    simulator.clock.shift(60_001);
    assert.equal((await webhook(text('快'), 1)).body['errcode'], 0);
  });
});
