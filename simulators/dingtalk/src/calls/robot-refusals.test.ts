import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { holdStill } from '../testing/patience.js';
import { SimulatorClient, type Answer } from '../testing/simulator-client.js';

const day = 86_400_000;

describe('what robots may say, to whom and for how long', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(() => {
    Object.assign(simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
  });
  after(async () => {
    await simulator.close();
  });

  const toPeople = async (userIds: string[], msgKey: string, param: object): Promise<Answer> =>
    client.api('POST', '/v1.0/robot/oToMessages/batchSend', {
      robotCode: client.organisation.robotCode,
      userIds,
      msgKey,
      msgParam: JSON.stringify(param),
    });
  const groupCall = async (name: string, more: object = {}): Promise<Answer> =>
    client.api('POST', `/v1.0/robot/groupMessages/${name}`, {
      robotCode: client.organisation.robotCode,
      openConversationId: client.organisation.groups[0]?.openConversationId,
      msgKey: 'sampleText',
      msgParam: '{"content":"大家好"}',
      ...more,
    });
  const changeGroup = async (fields: object): Promise<void> => {
    const { corpId, groups } = client.organisation;
    const id = encodeURIComponent(groups[0]?.openConversationId ?? '');
    const { status } = await client.control(
      'PUT',
      `/control/organisations/${corpId}/groups/${id}`,
      fields,
    );
    assert.equal(status, 200);
  };

  const url = 'https://erp.example';
  const card = { title: '甲', text: '乙' };
  const buttons = (count: number, title: string, address: string): Record<string, string> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        [`${title}${String(at + 1)}`, '看'],
        [`${address}${String(at + 1)}`, url],
      ]).flat() as [string, string][],
    );
  const kinds: [string, object, string][] = [
    ['sampleText', { content: '甲' }, 'text'],
    ['sampleMarkdown', { text: '# 甲' }, 'markdown'],
    ['sampleImageMsg', { photoURL: url }, 'image'],
    ['sampleLink', { ...card, picUrl: url, messageUrl: url }, 'link'],
    ['sampleActionCard', { ...card, singleTitle: '看', singleURL: url }, 'actionCard'],
    ['sampleActionCard2', { ...card, ...buttons(2, 'actionTitle', 'actionURL') }, 'actionCard'],
    ['sampleActionCard5', { ...card, ...buttons(5, 'actionTitle', 'actionURL') }, 'actionCard'],
    ['sampleActionCard6', { ...card, ...buttons(2, 'buttonTitle', 'buttonUrl') }, 'actionCard'],
    ['sampleAudio', { mediaId: '@1', duration: '100' }, 'audio'],
    ['sampleFile', { mediaId: '@1', fileName: 'a.pdf', fileType: 'pdf' }, 'file'],
  ];
  for (const [msgKey, param, msgtype] of kinds) {
    it(`delivers ${msgKey}, and not without its last parameter`, async () => {
      assert.equal((await toPeople(['hd0003'], msgKey, param)).status, 200);
      const entry = client.entries('robot.sent').at(-1);
      assert.deepEqual([entry?.['msgtype'], entry?.['content']], [msgtype, param]);
      const short = Object.fromEntries(Object.entries(param).slice(0, -1));
      const { body, status } = await toPeople(['hd0003'], msgKey, short);
      assert.equal(status, 400);
      assert.match(body['code'] as string, /^miss\.param\./);
    });
  }

  it('refuses forbidden words and unsafe addresses, and what is too long by bytes', async () => {
    const word = await toPeople(['hd0003'], 'sampleText', { content: '含违禁测试词' });
    assert.deepEqual([word.status, word.body['code']], [400, 'contain.notAllowed.text']);
    const address = await toPeople(['hd0003'], 'sampleText', {
      content: 'https://unsafe.example/',
    });
    assert.equal(address.body['code'], 'contain.unsafe.url');
    const bytes = Buffer.byteLength(JSON.stringify({ content: '' }));
    const fits = 'a'.repeat(15_000 - bytes);
    assert.equal(
      (await groupCall('send', { msgParam: JSON.stringify({ content: fits }) })).status,
      200,
    );
    const long = await groupCall('send', { msgParam: JSON.stringify({ content: `${fits}a` }) });
    assert.equal(long.body['code'], 'invalidParameter.msgParam.tooLong');
  });

  it('flow-controls those beyond the minute and leaves out those who do not see the application', async () => {
    simulator.settings.robotRecipientsPerMinute = 1;
    const { appKey, corpId } = client.organisation;
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    await client.control('PUT', app, { visibleTo: { userIds: ['hd0003', 'hd0004'], deptIds: [] } });
    const { body } = await toPeople(['hd0003', 'hd0004', 'hd0005'], 'sampleText', {
      content: '甲',
    });
    await client.control('PUT', app, { visibleTo: { userIds: [], deptIds: [1] } });
    assert.deepEqual(
      [body['invalidStaffIdList'], body['flowControlledStaffIdList']],
      [['hd0005'], ['hd0004']],
    );
  });

  it('does not speak while it is stopped', async () => {
    const { appKey, corpId } = client.organisation;
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    await client.control('PUT', app, { robotStopped: true });
    const person = await toPeople(['hd0003'], 'sampleText', { content: '甲' });
    const group = await groupCall('send');
    await client.control('PUT', app, { robotStopped: false });
    assert.deepEqual(
      [person.body['code'], group.body['code']],
      ['chatbotId.notAllow.sendOTO', 'template.stopped'],
    );
  });

  it('says why it cannot reach a group: removed, dissolved, unknown, not named, of somebody else', async () => {
    const { robotCode } = client.organisation;
    await changeGroup({ robotCodes: [] });
    assert.equal((await groupCall('send')).body['code'], 'invalidParameter.robotCode.notExsit');
    simulator.settings.robotNotInGroupCode = 'resource.unavailable';
    assert.equal((await groupCall('send')).body['code'], 'resource.unavailable');
    await changeGroup({ robotCodes: [robotCode], dissolved: true });
    assert.equal((await groupCall('send')).body['code'], 'group.disbanded');
    await changeGroup({ dissolved: false });
    const codes = [];
    for (const more of [
      { openConversationId: 'x' },
      { openConversationId: '' },
      { robotCode: 'x' },
    ])
      codes.push((await groupCall('send', more)).body['code']);
    assert.deepEqual(codes, [
      'invalid.openConversationId',
      'miss.openConversationId',
      'invalidParameter.robotCode.auth',
    ]);
  });

  it('tells who has read a group message page by page, and recalls it within a day', async (context) => {
    holdStill(context, simulator.clock);
    const { body } = await groupCall('send');
    const { processQueryKey } = body;
    const { groups } = client.organisation;
    for (const userId of ['hd0003', 'hd0004'])
      await client.person(userId, 'POST', '/read', {
        conversationId: groups[0]?.openConversationId,
      });
    const page = async (nextToken: string): Promise<Record<string, unknown>> =>
      (await groupCall('query', { processQueryKey, maxResults: 1, nextToken })).body;
    const first = { sendStatus: 'SUCCESS', readUserIds: ['hd0003'], hasMore: true, nextToken: '1' };
    assert.deepEqual(await page('0'), first);
    assert.deepEqual(await page('1'), {
      sendStatus: 'SUCCESS',
      readUserIds: ['hd0004'],
      hasMore: false,
    });
    const late = (await groupCall('send')).body['processQueryKey'] as string;
    const recalled = await groupCall('recall', { processQueryKeys: [processQueryKey] });
    assert.deepEqual(recalled.body, { successResult: [processQueryKey], failedResult: {} });
    simulator.clock.shift(day + 1);
    const { successResult, failedResult } = (
      await groupCall('recall', { processQueryKeys: [late] })
    ).body;
    assert.deepEqual([successResult, Object.keys(failedResult as object)], [[], [late]]);
    const unknown = await groupCall('query', { processQueryKey: late });
    assert.equal(unknown.body['code'], 'invalid.processQueryKey');
  });
});
