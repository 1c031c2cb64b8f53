import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DingTalkFault } from '@hub/dingtalk';
import { dingtalkRig } from './testing/dingtalk-rig.js';

const rig = dingtalkRig();

async function faultOf(attempt: Promise<unknown>): Promise<DingTalkFault> {
  const error: unknown = await attempt.then(
    () => assert.fail('expected a fault'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DingTalkFault, String(error));
  return error;
}

describe('messages at a simulated DingTalk', () => {
  const person = (index: number): { userId: string; unionId: string } =>
    rig.people[index] ?? assert.fail();
  const text = (content: string): object => ({ msgtype: 'text', text: { content } });

  it('of work tell by their result alone whom a limit left out', async () => {
    const agentId = String(rig.organisation.agentId);
    const [a, b] = [person(0).userId, person(1).userId];
    const struck = { userIds: [b], code: '143105' };
    rig.dingtalk.faults.add({
      kind: 'work-drop',
      target: '/topapi/message/corpconversation/asyncsend_v2',
      params: struck,
    });
    const send = { agentId, userIds: [a, b, 'nobody'], message: text('月结提醒 2026-10') };
    const task = await rig.client.sendWorkNotification(send);
    assert.deepEqual(await rig.client.workResult(task), {
      read: [],
      unread: [a],
      dropped: [
        { userId: b, code: '143105', reason: 'DAY' },
        { userId: 'nobody', code: '', reason: 'INVALID' },
      ],
    });
    const again = await rig.client.sendWorkNotification({ ...send, userIds: [a] });
    const { dropped } = await rig.client.workResult(again);
    assert.deepEqual(dropped, [{ userId: a, code: '143106', reason: 'DUPLICATE' }]);
    await rig.client.recallWorkNotification(task);
    const fault = await faultOf(rig.client.sendWorkNotification({ ...send, agentId: '7' }));
    assert.equal(fault.code, 'DINGTALK_AGENT');
  });

  it('to people and groups can be asked about and taken back', async () => {
    const msg = { msgKey: 'sampleText', msgParam: { content: '预算超支' } };
    const { processQueryKeys } = await rig.client.sendRobot({
      userIds: [person(0).userId],
      ...msg,
    });
    const [key = assert.fail()] = processQueryKeys;
    assert.deepEqual(await rig.client.robotReaders(key), {
      status: 'SUCCESS',
      read: [],
      unread: [person(0).userId],
    });
    const other = 'no such key';
    const recalled = await rig.client.recallRobot([key, other]);
    assert.deepEqual([recalled.recalled, Object.keys(recalled.failed)], [[key], [other]]);
    assert.equal((await rig.client.robotReaders(key)).status, 'RECALLED');

    const [group = assert.fail()] = rig.organisation.groups;
    const { openConversationId } = group;
    await rig.control(
      'PUT',
      `organisations/${rig.organisation.corpId}/groups/${encodeURIComponent(openConversationId)}`,
      {
        robotCodes: [rig.organisation.robotCode],
      },
    );
    const sent = await rig.client.sendGroup({ openConversationId, ...msg });
    assert.deepEqual(await rig.client.groupReaders(sent), { status: 'SUCCESS', read: [] });
    const taken = await rig.client.recallGroup(openConversationId, [sent.processQueryKey]);
    assert.deepEqual(taken, { recalled: [sent.processQueryKey], failed: {} });
    const nowhere = rig.client.sendGroup({ openConversationId: 'cidNowhere', ...msg });
    assert.equal((await faultOf(nowhere)).code, 'DINGTALK_GROUP');
  });

  it('by a group robot are signed, sent once however often they are repeated, and throttled by any of three codes', async () => {
    const [, group = rig.organisation.groups[0] ?? assert.fail()] = rig.organisation.groups;
    const path = `organisations/${rig.organisation.corpId}/groups/${encodeURIComponent(group.openConversationId)}`;
    await rig.control('PUT', path, { security: { sign: true, keywords: ['预警'], ips: [] } });
    const send = (
      content: string,
      msgUuid: string,
      secret: string | undefined = group.secret,
    ): Promise<void> =>
      rig.client.sendGroupWebhook({
        address: group.webhook,
        secret,
        message: text(content),
        msgUuid,
      });
    const sentCount = async (): Promise<number> => {
      const { entries } = await rig.control('GET', 'journal');
      return (entries as { readonly kind: string }[]).filter(({ kind }) => kind === 'webhook.sent')
        .length;
    };
    await send('库存预警 1', 'u1');
    await send('库存预警 1', 'u1');
    assert.equal(await sentCount(), 1);
    for (const attempt of [send('没有关键词', 'u2'), send('库存预警', 'u3', 'SECwrong')])
      assert.equal((await faultOf(attempt)).code, 'DINGTALK_WEBHOOK_SECURITY');
    for (const webhookThrottleCode of [660026, 410100, 130101]) {
      await rig.control('PUT', 'settings', { webhookThrottleCode, webhookPerMinute: 1 });
      const fault = await faultOf(send('库存预警 2', `t${String(webhookThrottleCode)}`));
      assert.deepEqual(
        [fault.code, fault.handling, fault.retryAfterMs, fault.vendorCode],
        ['DINGTALK_ROBOT_RATE', 'wait', 600_000, String(webhookThrottleCode)],
      );
    }
    await rig.control('PUT', path, { dissolved: true });
    assert.equal((await faultOf(send('库存预警 3', 'u9'))).handling, 'permanent');
  });

  it('of insistence name whom they did not reach', async () => {
    const ding = {
      by: 'APP',
      userIds: [person(0).userId, 'nobody'],
      content: '请立即处理',
    } as const;
    const { openDingId, failed } = await rig.client.sendDing(ding);
    assert.deepEqual(failed, ['nobody']);
    await rig.client.recallDing(openDingId);
  });

  it('for the list of to-dos and the calendar are made once', async () => {
    const [creatorUnionId, executor] = [person(0).unionId, person(1).unionId];
    const todo = {
      sourceId: 'doc-1',
      subject: '审批 CGDD1',
      creatorUnionId,
      executorUnionIds: [executor],
    };
    const made = await rig.client.createTodo(todo);
    assert.deepEqual(await rig.client.createTodo(todo), made);
    await rig.client.updateTodo(made, { done: true });
    await rig.client.deleteTodo(made);

    const event = {
      clientToken: 'tax-2026-10',
      organiserUnionId: creatorUnionId,
      attendeeUnionIds: [executor],
      summary: '增值税申报',
      when: { day: '2026-12-15' },
    };
    const id = await rig.client.createCalendarEvent(event);
    assert.equal(await rig.client.createCalendarEvent(event), id);
    await rig.client.deleteCalendarEvent(creatorUnionId, id);
  });

  it('whose answer is huge, half or lost may have been sent, and that is said', async () => {
    const message = {
      userIds: [person(0).userId],
      msgKey: 'sampleText',
      msgParam: { content: 'x' },
    };
    for (const [kind, code] of [
      ['huge', 'DINGTALK_MALFORMED'],
      ['half-json', 'DINGTALK_MALFORMED'],
      ['drop', 'DINGTALK_UNREACHABLE'],
    ] as const) {
      rig.dingtalk.faults.add({ kind });
      const fault = await faultOf(rig.client.sendRobot(message));
      assert.deepEqual([kind, fault.code, fault.perhapsDone], [kind, code, true]);
    }
  });
});
