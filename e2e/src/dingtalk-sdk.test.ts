import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import calendar from '@alicloud/dingtalk/dist/calendar_1_0/client.js';
import todo from '@alicloud/dingtalk/dist/todo_1_0/client.js';
import workflow from '@alicloud/dingtalk/dist/workflow_1_0/client.js';
import { openSdkStage, type SdkStage } from './testing/dingtalk-sdk.js';

const payment = 'PROC-7A1C5E90-3B2D-4F68-9C01-5D7E2A4B8F01';

/** The vendor's own package, unchanged but for the address: what it sends is taken, what it gets it can read. */
describe("DingTalk's official package at a simulated DingTalk: to-do, calendar, approval", () => {
  let stage: SdkStage;
  before(async () => {
    stage = await openSdkStage();
  });
  after(() => stage.close());

  it('creates, finds, changes, ticks off and deletes a to-do', async () => {
    const api = new todo.default(stage.config);
    const headers = { xAcsDingtalkAccessToken: stage.accessToken };
    const [creatorId, executorId] = [
      await stage.unionIdOf('hd0003'),
      await stage.unionIdOf('hd0004'),
    ];
    const created = await api.createTodoTaskWithOptions(
      creatorId,
      new todo.CreateTodoTaskRequest({
        operatorId: creatorId,
        sourceId: 'sdk-1',
        subject: '审批付款申请',
        creatorId,
        executorIds: [executorId],
        dueTime: 1_800_000_000_000,
        detailUrl: new todo.CreateTodoTaskRequestDetailUrl({
          appUrl: 'https://a.example',
          pcUrl: 'https://p.example',
        }),
        notifyConfigs: new todo.CreateTodoTaskRequestNotifyConfigs({ dingNotify: '1' }),
      }),
      new todo.CreateTodoTaskHeaders(headers),
      stage.runtime,
    );
    const id = created.body?.id ?? '';
    assert.deepEqual(
      [created.body?.subject, created.body?.done, created.body?.notifyConfigs?.dingNotify],
      ['审批付款申请', false, '1'],
    );
    const found = await api.getTodoTaskBySourceIdWithOptions(
      creatorId,
      'sdk-1',
      new todo.GetTodoTaskBySourceIdHeaders(headers),
      stage.runtime,
    );
    assert.equal(found.body?.id, id);
    const executorStatusList = [
      new todo.UpdateTodoTaskExecutorStatusRequestExecutorStatusList({
        id: executorId,
        isDone: true,
      }),
    ];
    await api.updateTodoTaskExecutorStatusWithOptions(
      creatorId,
      id,
      new todo.UpdateTodoTaskExecutorStatusRequest({ operatorId: creatorId, executorStatusList }),
      new todo.UpdateTodoTaskExecutorStatusHeaders(headers),
      stage.runtime,
    );
    const list = await api.queryOrgTodoTasksWithOptions(
      executorId,
      new todo.QueryOrgTodoTasksRequest({ isDone: true, roleTypes: [['executor']] }),
      new todo.QueryOrgTodoTasksHeaders(headers),
      stage.runtime,
    );
    assert.deepEqual(
      list.body?.todoCards?.map(({ taskId }) => taskId),
      [id],
    );
    const gone = await api.deleteTodoTaskWithOptions(
      creatorId,
      id,
      new todo.DeleteTodoTaskRequest({ operatorId: creatorId }),
      new todo.DeleteTodoTaskHeaders(headers),
      stage.runtime,
    );
    assert.equal(gone.body?.result, true);
  });

  it('makes one calendar entry for one client token, lists it and deletes it', async () => {
    const api = new calendar.default(stage.config);
    const headers = { xAcsDingtalkAccessToken: stage.accessToken };
    const [owner, guest] = [await stage.unionIdOf('hd0003'), await stage.unionIdOf('hd0004')];
    const time = (at: string): { dateTime: string; timeZone: string } => ({
      dateTime: `2026-12-01T${at}:00+08:00`,
      timeZone: 'Asia/Shanghai',
    });
    const create = async (): Promise<string> => {
      const { body } = await api.createEventWithOptions(
        owner,
        'primary',
        new calendar.CreateEventRequest({
          summary: '付款评审',
          start: new calendar.CreateEventRequestStart(time('10:00')),
          end: new calendar.CreateEventRequestEnd(time('11:00')),
          attendees: [new calendar.CreateEventRequestAttendees({ id: guest })],
        }),
        new calendar.CreateEventHeaders({ ...headers, xClientToken: 'sdk' }),
        stage.runtime,
      );
      assert.equal(body?.organizer?.displayName, '陈国强');
      return body.id ?? '';
    };
    const id = await create();
    assert.equal(await create(), id);
    const list = await api.listEventsWithOptions(
      guest,
      'primary',
      new calendar.ListEventsRequest({ timeMin: '2026-12-01T00:00:00+08:00' }),
      new calendar.ListEventsHeaders(headers),
      stage.runtime,
    );
    assert.deepEqual(
      list.body?.events?.map((event) => [event.id, event.start?.dateTime]),
      [[id, '2026-12-01T10:00:00+08:00']],
    );
    await api.deleteEventWithOptions(
      owner,
      'primary',
      id,
      new calendar.DeleteEventRequest({}),
      new calendar.DeleteEventHeaders(headers),
      stage.runtime,
    );
  });

  it('starts an approval, reads it, decides it, and finds it by its template', async () => {
    const api = new workflow.default(stage.config);
    const headers = { xAcsDingtalkAccessToken: stage.accessToken };
    const startTime = stage.dingtalk.clock.now();
    const value = (
      name: string,
      text: string,
    ): workflow.StartProcessInstanceRequestFormComponentValues =>
      new workflow.StartProcessInstanceRequestFormComponentValues({ name, value: text });
    const started = await api.startProcessInstanceWithOptions(
      new workflow.StartProcessInstanceRequest({
        originatorUserId: 'hd0005',
        processCode: payment,
        deptId: -1,
        approvers: [
          new workflow.StartProcessInstanceRequestApprovers({
            actionType: 'NONE',
            userIds: ['hd0003'],
          }),
        ],
        formComponentValues: [value('单据编号', 'FK1'), value('金额', '86000.00')],
      }),
      new workflow.StartProcessInstanceHeaders(headers),
      stage.runtime,
    );
    const processInstanceId = started.body?.instanceId ?? '';
    const get = async (): Promise<workflow.GetProcessInstanceResponseBodyResult | undefined> =>
      (
        await api.getProcessInstanceWithOptions(
          new workflow.GetProcessInstanceRequest({ processInstanceId }),
          new workflow.GetProcessInstanceHeaders(headers),
          stage.runtime,
        )
      ).body?.result;
    const task = (await get())?.tasks?.[0];
    assert.deepEqual([task?.userId, task?.status], ['hd0003', 'RUNNING']);
    const done = await api.executeProcessInstanceWithOptions(
      new workflow.ExecuteProcessInstanceRequest({
        processInstanceId,
        taskId: task?.taskId ?? 0,
        actionerUserId: 'hd0003',
        result: 'agree',
        remark: '同意',
      }),
      new workflow.ExecuteProcessInstanceHeaders(headers),
      stage.runtime,
    );
    assert.equal(done.body?.result, true);
    const ended = await get();
    assert.deepEqual([ended?.status, ended?.result], ['COMPLETED', 'agree']);
    const ids = await api.listProcessInstanceIdsWithOptions(
      new workflow.ListProcessInstanceIdsRequest({
        processCode: payment,
        startTime,
        nextToken: 0,
        maxResults: 20,
      }),
      new workflow.ListProcessInstanceIdsHeaders(headers),
      stage.runtime,
    );
    assert.deepEqual(ids.body?.result?.list, [processInstanceId]);
  });
});
