import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DingTalkClient } from './dingtalk-client.js';
import { application, faultOf, ScriptedDingTalk } from './testing/scripted-dingtalk.js';

const work = '/topapi/message/corpconversation';
const robot = '/v1.0/robot';
const { robotCode } = application;

describe('messages', () => {
  let dingtalk: ScriptedDingTalk;
  let client: DingTalkClient;

  beforeEach(async () => {
    dingtalk = await ScriptedDingTalk.start();
    const clock = {
      now: () => 1_614_767_836_000,
      monotonic: () => 0,
      sleep: () => Promise.resolve(),
    };
    client = dingtalk.client({ clock });
  });
  afterEach(async () => {
    await client.close();
    await dingtalk.close();
  });

  const answers = (byPath: Readonly<Record<string, object>>): void => {
    dingtalk.byPath(
      Object.fromEntries(
        Object.entries(byPath).map(([path, body]) => [
          path,
          () => ({ body: JSON.stringify(body) }),
        ]),
      ),
    );
  };
  const bodyOf = (path: string): unknown => {
    const body = dingtalk.calls(path).at(-1)?.body ?? '';
    return JSON.parse(body);
  };
  const formOf = (path: string): unknown =>
    Object.fromEntries(new URLSearchParams(dingtalk.calls(path).at(-1)?.body));

  it('a change of a card that is refused inside a 200 has failed', async () => {
    const path = '/v1.0/card/instances';
    for (const refusal of [
      { success: true, result: false },
      { success: false, result: true },
    ]) {
      answers({ [path]: refusal });
      const { code, retryable } = await faultOf(client.updateCard({ outTrackId: 'c1' }));
      assert.deepEqual([code, retryable], ['DINGTALK_BUSY', true], JSON.stringify(refusal));
    }
  });

  it('of work go out with the token in the form, and their task is known afterwards', async () => {
    answers({ [`${work}/asyncsend_v2`]: { errcode: 0, task_id: 900_000_000_001 } });
    const message = { msgtype: 'text', text: { content: '好' } };
    const task = await client.sendWorkNotification({
      agentId: '4001',
      userIds: ['a', 'b'],
      message,
    });
    assert.deepEqual(task, { agentId: '4001', taskId: '900000000001' });
    assert.deepEqual(formOf(`${work}/asyncsend_v2`), {
      access_token: 'canary-token-1',
      agent_id: '4001',
      userid_list: 'a,b',
      msg: JSON.stringify(message),
    });
    assert.equal(dingtalk.calls(`${work}/asyncsend_v2`)[0]?.search, '');
  });

  it('of work that were dropped in silence are told by their result, each with its reason', async () => {
    const codes = ['143103', '143104', '143105', '143106', '1430002', '1430004', '999'];
    const send_result = {
      invalid_user_id_list: ['gone'],
      forbidden_user_id_list: [...codes.map((code) => `u${code}`), 'hidden'],
      failed_user_id_list: ['failed'],
      read_user_id_list: ['reader'],
      unread_user_id_list: ['sleeper'],
      forbidden_list: codes.map((code) => ({ code, count: 1, userid: `u${code}` })),
    };
    answers({ [`${work}/getsendresult`]: { errcode: 0, send_result } });
    const result = await client.workResult({ agentId: '4001', taskId: '7' });
    assert.deepEqual([result.read, result.unread], [['reader'], ['sleeper']]);
    assert.deepEqual(
      result.dropped.map(({ userId, reason, code }) => `${userId} ${reason} ${code}`.trim()),
      [
        'u143103 MINUTE 143103',
        'u143104 MINUTE 143104',
        'u143105 DAY 143105',
        'u143106 DUPLICATE 143106',
        'u1430002 CONTENT 1430002',
        'u1430004 PROTECTED 1430004',
        'u999 OTHER 999',
        'gone INVALID',
        'hidden OTHER',
        'failed OTHER',
      ],
    );
  });

  it('of work may answer with anything at all', async () => {
    for (const send_result of [undefined, null, [], 'x', { forbidden_list: [7, null, {}] }]) {
      answers({ [`${work}/getsendresult`]: { errcode: 0, send_result } });
      const { read, unread } = await client.workResult({ agentId: '1', taskId: '2' });
      assert.deepEqual([read, unread], [[], []]);
    }
  });

  it('of work are recalled, and their coloured line changes', async () => {
    answers({ [`${work}/recall`]: { errcode: 0 }, [`${work}/status_bar/update`]: { errcode: 0 } });
    const task = { agentId: '4001', taskId: '7' };
    await client.recallWorkNotification(task);
    await client.updateStatusBar(task, { value: '已同意', background: '0xFF78C06E' });
    const access_token = 'canary-token-1';
    assert.deepEqual(formOf(`${work}/recall`), {
      access_token,
      agent_id: '4001',
      msg_task_id: '7',
    });
    assert.deepEqual(formOf(`${work}/status_bar/update`), {
      access_token,
      agent_id: '4001',
      task_id: '7',
      status_value: '已同意',
      status_bg: '0xFF78C06E',
    });
  });

  it('to people tell who read them, and are recalled under the other spelling', async () => {
    answers({
      [`${robot}/oToMessages/readStatus`]: {
        sendStatus: 'SUCCESS',
        messageReadInfoList: [
          { userId: 'a', readStatus: 'READ' },
          { userId: 'b', readStatus: 'UNREAD' },
          null,
        ],
      },
      [`${robot}/otoMessages/batchRecall`]: {
        successResult: ['k1'],
        failedResult: { k2: 'too late' },
      },
    });
    assert.deepEqual(await client.robotReaders('k 1'), {
      status: 'SUCCESS',
      read: ['a'],
      unread: ['b'],
    });
    const [asked] = dingtalk.calls(`${robot}/oToMessages/readStatus`);
    assert.deepEqual([asked?.method, asked?.body], ['GET', '']);
    assert.equal(asked?.search, `?robotCode=${robotCode}&processQueryKey=k+1`);
    assert.deepEqual(await client.recallRobot(['k1', 'k2']), {
      recalled: ['k1'],
      failed: { k2: 'too late' },
    });
    assert.deepEqual(bodyOf(`${robot}/otoMessages/batchRecall`), {
      robotCode,
      processQueryKeys: ['k1', 'k2'],
    });
  });

  it('to a group are sent, asked for page by page and taken back', async () => {
    const openConversationId = 'cid1==';
    answers({
      [`${robot}/groupMessages/send`]: { processQueryKey: 'k1' },
      [`${robot}/groupMessages/recall`]: { successResult: ['k1'] },
    });
    const sent = await client.sendGroup({
      openConversationId,
      msgKey: 'sampleText',
      msgParam: { content: '好' },
    });
    assert.deepEqual(sent, { openConversationId, processQueryKey: 'k1' });
    assert.deepEqual(bodyOf(`${robot}/groupMessages/send`), {
      robotCode,
      openConversationId,
      msgKey: 'sampleText',
      msgParam: '{"content":"好"}',
    });
    assert.deepEqual(await client.recallGroup(openConversationId, ['k1']), {
      recalled: ['k1'],
      failed: {},
    });
    dingtalk.byPath({
      [`${robot}/groupMessages/query`]: ({ body }) => {
        const { nextToken } = JSON.parse(body) as { readonly nextToken?: string };
        const first = { readUserIds: ['a', 'b'], hasMore: true, nextToken: '2' };
        const last = { readUserIds: ['c'], hasMore: false };
        return {
          body: JSON.stringify({ sendStatus: 'SUCCESS', ...(nextToken === '2' ? last : first) }),
        };
      },
    });
    assert.deepEqual(await client.groupReaders(sent), { status: 'SUCCESS', read: ['a', 'b', 'c'] });
  });

  it('by the address of a group robot are signed, and a repeat is the same one', async () => {
    answers({ '/robot/send': { errcode: 0, errmsg: 'ok' } });
    const send = {
      address: `${dingtalk.url}/robot/send?access_token=canary-webhook`,
      secret: 'SECcanary',
      message: { msgtype: 'text', text: { content: '预警' } },
      msgUuid: 'm1',
    };
    await client.sendGroupWebhook(send);
    const [call] = dingtalk.calls('/robot/send');
    const query = new URLSearchParams(call?.search);
    assert.equal(query.get('access_token'), 'canary-webhook');
    assert.equal(query.get('timestamp'), '1614767836000');
    const sign = createHmac('sha256', 'SECcanary').update('1614767836000\nSECcanary');
    assert.equal(query.get('sign'), sign.digest('base64'));
    assert.deepEqual(bodyOf('/robot/send'), { ...send.message, msgUuid: 'm1' });
    assert.equal(dingtalk.tokens, 0, 'no access token is needed');

    await client.sendGroupWebhook({ ...send, secret: undefined });
    assert.equal(dingtalk.calls('/robot/send')[1]?.search, '?access_token=canary-webhook');
  });

  it('by an address that is refused tell neither the address nor its secret', async () => {
    dingtalk.byPath({
      '/robot/send': ({ search }) => ({
        body: JSON.stringify({
          errcode: 310000,
          errmsg: `sign not match ${search}`,
        }),
      }),
    });
    const message = { msgtype: 'text', text: { content: 'x' } };
    const address = `${dingtalk.url}/robot/send?access_token=canary-webhook`;
    const refused = client.sendGroupWebhook({
      address,
      secret: 'SECcanary-secret',
      message,
      msgUuid: 'm',
    });
    const fault = await faultOf(refused);
    assert.equal(fault.code, 'DINGTALK_WEBHOOK_SECURITY');
    assert.doesNotMatch(fault.message, /canary/);
    assert.ok('vendorCode' in fault && fault.vendorCode === '310000.sign');
  });

  it('that insist name whom they did not reach', async () => {
    for (const failedList of [['b'], { b: 'no' }, { 'not in scope': ['b'] }]) {
      answers({ [`${robot}/ding/send`]: { openDingId: 'd1', failedList } });
      const ding = { by: 'PHONE', userIds: ['a', 'b'], content: '请处理' } as const;
      assert.deepEqual(await client.sendDing(ding), { openDingId: 'd1', failed: ['b'] });
    }
    assert.deepEqual(bodyOf(`${robot}/ding/send`), {
      robotCode,
      remindType: 3,
      receiverUserIdList: ['a', 'b'],
      content: '请处理',
    });
    answers({ [`${robot}/ding/recall`]: {} });
    await client.recallDing('d1');
    assert.deepEqual(bodyOf(`${robot}/ding/recall`), { robotCode, openDingId: 'd1' });
  });
});
