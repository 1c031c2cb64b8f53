import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { DingTalkClient } from './dingtalk-client.js';
import { apiError, faultOf, ScriptedDingTalk } from './testing/scripted-dingtalk.js';

describe('to-dos and calendars', () => {
  let dingtalk: ScriptedDingTalk;
  let client: DingTalkClient;
  const tasks = '/v1.0/todo/users/U%2F1/tasks';
  const todo = {
    sourceId: 's1',
    subject: '审批 PO-1',
    creatorUnionId: 'U/1',
    executorUnionIds: ['U2'],
    dueAt: 1_700_000_000_000,
    detailUrl: 'https://erp.example.com/1',
  };

  beforeEach(async () => {
    dingtalk = await ScriptedDingTalk.start();
    client = dingtalk.client();
  });
  afterEach(async () => {
    await client.close();
    await dingtalk.close();
  });

  it('are made, ticked off and taken away under the creator', async () => {
    dingtalk.byPath({
      [tasks]: () => ({ body: '{"id":"t1","done":false}' }),
      [`${tasks}/t1`]: () => ({ body: '{"result":true}' }),
    });
    const made = await client.createTodo(todo);
    assert.deepEqual(made, { creatorUnionId: 'U/1', taskId: 't1' });
    await client.createTodo({ ...todo, priority: 'URGENT' });
    const [created, urgent] = dingtalk.calls(tasks);
    assert.equal((JSON.parse(urgent?.body ?? '') as { priority: number }).priority, 30);
    assert.equal(created?.search, '?operatorId=U%2F1');
    assert.deepEqual(JSON.parse(created.body), {
      sourceId: 's1',
      subject: '审批 PO-1',
      creatorId: 'U/1',
      executorIds: ['U2'],
      dueTime: 1_700_000_000_000,
      detailUrl: { appUrl: todo.detailUrl, pcUrl: todo.detailUrl },
      isOnlyShowExecutor: true,
    });
    await client.updateTodo(made, { done: true });
    await client.deleteTodo(made);
    assert.deepEqual(
      dingtalk.calls(`${tasks}/t1`).map(({ method, search, body }) => [method, search, body]),
      [
        ['PUT', '?operatorId=U%2F1', '{"done":true}'],
        ['DELETE', '?operatorId=U%2F1', ''],
      ],
    );
  });

  it('that are there already are found again, by the text or by asking', async () => {
    const exists = (message: string): { status: number; body: string } => ({
      status: 400,
      body: apiError('invalidParameter.sourceId', message),
    });
    dingtalk.byPath({ [tasks]: () => exists('task existed, taskId is t9') });
    assert.equal((await client.createTodo(todo)).taskId, 't9');
    dingtalk.byPath({
      [tasks]: () => exists('已存在'),
      [`${tasks}/sources/s1`]: () => ({ body: '{"id":"t8"}' }),
    });
    assert.equal((await client.createTodo(todo)).taskId, 't8');
    dingtalk.byPath({ [tasks]: () => exists('subject') });
    assert.equal((await faultOf(client.createTodo(todo))).code, 'DINGTALK_REFUSED');
  });

  it('of calendars are whole days or times, once for each token', async () => {
    const events = '/v1.0/calendar/users/U1/calendars/primary/events';
    dingtalk.byPath({
      [events]: () => ({ body: '{"id":"e1"}' }),
      [`${events}/e1`]: () => ({ body: '{}' }),
    });
    const event = {
      clientToken: 'ct1',
      organiserUnionId: 'U1',
      attendeeUnionIds: ['U1', 'U2'],
      summary: '增值税申报',
      when: { day: '2026-10-26' },
      remindMinutes: 60,
    };
    assert.equal(await client.createCalendarEvent(event), 'e1');
    const when = { from: 1_760_000_000_000, until: 1_760_003_600_000 };
    await client.createCalendarEvent({ ...event, when, remindMinutes: undefined });
    await client.deleteCalendarEvent('U1', 'e1');
    const [day, hours] = dingtalk.calls(events);
    assert.equal(day?.headers['x-client-token'], 'ct1');
    assert.deepEqual(JSON.parse(day.body), {
      summary: '增值税申报',
      isAllDay: true,
      start: { date: '2026-10-26' },
      end: { date: '2026-10-27' },
      attendees: [{ id: 'U1' }, { id: 'U2' }],
      reminders: [{ method: 'dingtalk', minutes: 60 }],
    });
    assert.deepEqual(JSON.parse(hours?.body ?? ''), {
      summary: '增值税申报',
      isAllDay: false,
      start: { dateTime: '2025-10-09T08:53:20.000Z', timeZone: 'Asia/Shanghai' },
      end: { dateTime: '2025-10-09T09:53:20.000Z', timeZone: 'Asia/Shanghai' },
      attendees: [{ id: 'U1' }, { id: 'U2' }],
    });
    assert.equal(dingtalk.calls(`${events}/e1`)[0]?.method, 'DELETE');
  });

  it('of calendars are moved, worded anew, and found by a mark on whichever page they stand', async () => {
    const events = '/v1.0/calendar/users/U1/calendars/primary/events';
    const page = [
      { events: [{ id: 'e0', description: 'else' }, { id: 'e9' }], nextToken: '2' },
      { events: [{ id: 'e1', description: 'see hub-7' }] },
    ];
    dingtalk.byPath({
      [events]: ({ search }) => ({
        body: JSON.stringify(page[search.includes('nextToken=2') ? 1 : 0]),
      }),
      [`${events}/e1`]: () => ({ body: '{}' }),
    });
    await client.updateCalendarEvent('U1', 'e1', { when: { day: '2026-12-31' } });
    await client.updateCalendarEvent('U1', 'e1', { summary: '付款' });
    assert.deepEqual(
      dingtalk
        .calls(`${events}/e1`)
        .map(({ method, body }) => [method, JSON.parse(body) as unknown]),
      [
        ['PUT', { isAllDay: true, start: { date: '2026-12-31' }, end: { date: '2027-01-01' } }],
        ['PUT', { summary: '付款' }],
      ],
    );
    const day = '2026-12-31';
    assert.equal(await client.findCalendarEvent('U1', { day, mark: 'hub-7' }), 'e1');
    assert.equal(await client.findCalendarEvent('U1', { day, mark: 'hub-8' }), null);
    const [asked] = dingtalk.calls(events);
    assert.equal(
      asked?.search,
      '?timeMin=2026-12-30T00%3A00%3A00.000Z&timeMax=2027-01-02T00%3A00%3A00.000Z&maxResults=100',
    );
  });

  it('name people by union id, which the directory tells', async () => {
    const path = '/topapi/v2/user/get';
    dingtalk.byPath({ [path]: () => ({ body: '{"errcode":0,"result":{"unionid":"U7"}}' }) });
    assert.equal(await client.unionIdOf('hd001'), 'U7');
    dingtalk.byPath({ [path]: () => ({ body: '{"errcode":50002,"errmsg":"不在授权范围"}' }) });
    assert.equal((await faultOf(client.unionIdOf('hd001'))).code, 'DINGTALK_USER');
  });

  it('that insist are confirmed, and their own quota is not that of calls', async () => {
    const [send, read] = ['/v1.0/robot/ding/send', '/v1.0/robot/ding/readStatuses/query'];
    const body = apiError('ding.serverquota.insufficient', 'ding server quota insufficient');
    dingtalk.byPath({
      [send]: () => ({ status: 400, body }),
      [read]: () => ({ body: '{"readUserIds":["hd001"],"unReadUserIds":[]}' }),
    });
    assert.deepEqual(await client.dingReaders('d1'), ['hd001']);
    const fault = await faultOf(client.sendDing({ by: 'APP', userIds: ['hd001'], content: '急' }));
    assert.deepEqual([fault.code, fault.retryable], ['DINGTALK_DING_QUOTA', false]);
  });
});
