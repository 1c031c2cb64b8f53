import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { approvalRig, path, payment, values } from '../testing/approval-rig.js';
import { holdStill } from '../testing/patience.js';
import type { Answer } from '../testing/simulator-client.js';

describe('OA approvals', () => {
  const rig = approvalRig();
  const { started, get } = rig;
  const execute = async (id: string, more: object = {}): Promise<Answer> => {
    const [task] = (await get(id)).tasks.filter(({ status }) => status === 'RUNNING');
    const body = {
      processInstanceId: id,
      taskId: task?.taskId ?? 1,
      actionerUserId: task?.userId ?? 'hd0003',
    };
    return rig.client.api('POST', `${path}/execute`, {
      ...body,
      result: 'agree',
      remark: '同意',
      ...more,
    });
  };
  const events = (id: string): string[] =>
    rig.client
      .entries('event.emitted')
      .filter((entry) => entry['processInstanceId'] === id)
      .map((entry) => `${String(entry['eventType'])} ${String(entry['type'])}`);

  it('runs to its end when the approver agrees, with an event for each step', async () => {
    const id = await started();
    const running = await get(id);
    assert.deepEqual([running.status, running.result], ['RUNNING', '']);
    assert.match(running.createTime, /^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/);
    assert.ok((running.tasks[0]?.taskId ?? 0) > 2 ** 32);
    assert.deepEqual(
      running.formComponentValues.map(({ name, value }) => ({ name, value })),
      values,
    );
    assert.deepEqual((await execute(id)).body, { result: true, success: true });
    const ended = await get(id);
    assert.deepEqual([ended.status, ended.result], ['COMPLETED', 'agree']);
    assert.deepEqual(
      [
        ended.tasks[0]?.status,
        ended.tasks[0]?.result,
        ended.operationRecords.map(({ type }) => type),
      ],
      [
        'COMPLETED',
        'AGREE',
        ['START_PROCESS_INSTANCE', 'EXECUTE_TASK_NORMAL', 'FINISH_PROCESS_INSTANCE'],
      ],
    );
    assert.deepEqual(events(id), [
      'bpms_instance_change start',
      'bpms_task_change start',
      'bpms_task_change finish',
      'bpms_instance_change finish',
    ]);
  });

  it('refuses a second decision and one by somebody else', async () => {
    const id = await started({ approvers: [{ actionType: 'AND', userIds: ['hd0003', 'hd0004'] }] });
    const [mine] = (await get(id)).tasks;
    const stranger = await execute(id, { actionerUserId: 'hd0005' });
    assert.deepEqual([stranger.status, stranger.body['code']], [400, 'needAuth']);
    assert.equal((await execute(id)).status, 200);
    const again = await execute(id, { taskId: mine?.taskId, actionerUserId: 'hd0003' });
    assert.equal(again.body['code'], 'aflowProcessInstCanNotBeExecuted');
    assert.equal((await get(id)).status, 'RUNNING');
    await execute(id);
    assert.equal((await get(id)).result, 'agree');
    const late = await execute(id, { taskId: mine?.taskId, actionerUserId: 'hd0003' });
    assert.equal(late.body['code'], 'aflowProcessInstStatusException');
  });

  it('ends with the first refusal, and with the first agreement of those who stand for each other', async () => {
    const refused = await started({
      approvers: [{ actionType: 'AND', userIds: ['hd0003', 'hd0004'] }],
    });
    await execute(refused, { result: 'refuse', remark: '不行' });
    const ended = await get(refused);
    assert.deepEqual([ended.status, ended.result], ['COMPLETED', 'refuse']);
    assert.deepEqual(
      ended.tasks.map(({ status }) => status),
      ['COMPLETED', 'CANCELED'],
    );
    assert.equal(events(refused).filter((each) => each === 'bpms_task_change cancel').length, 1);
    const either = await started({
      approvers: [{ actionType: 'OR', userIds: ['hd0003', 'hd0004'] }],
    });
    await execute(either);
    assert.equal((await get(either)).result, 'agree');
  });

  it("follows the template's own flow without approvers, decided on the phone", async () => {
    const deptId = -1;
    const id = await started({ approvers: undefined, deptId });
    const steps = [];
    for (let step = 0; step < 5 && (await get(id)).status === 'RUNNING'; step += 1) {
      const [task] = (await get(id)).tasks.filter(({ status }) => status === 'RUNNING');
      steps.push(task?.userId ?? '');
      await rig.client.person(task?.userId ?? '', 'POST', `/approvals/${id}/decide`, {
        result: 'agree',
      });
    }
    assert.equal((await get(id)).result, 'agree');
    assert.equal(steps.at(-1), 'hd0003');
    const nothing = await rig.client.person('hd0003', 'POST', `/approvals/${id}/decide`, {
      result: 'agree',
    });
    assert.equal(nothing.status, 409);
  });

  it('is ended by its originator only, and not within 15 seconds', async (context) => {
    holdStill(context, rig.simulator.clock);
    const id = await started();
    const end = async (userId: string): Promise<unknown> =>
      (
        await rig.client.api('POST', `${path}/terminate`, {
          processInstanceId: id,
          isSystem: false,
          operatingUserId: userId,
        })
      ).body['code'];
    assert.equal(await end('hd0005'), 'aflowProcessInstStatusException');
    rig.simulator.clock.shift(15_001);
    assert.equal(await end('hd0004'), 'internalError');
    assert.equal(await end('hd0005'), undefined);
    const ended = await get(id);
    assert.deepEqual(
      [ended.status, ended.result, ended.tasks[0]?.status],
      ['TERMINATED', '', 'TERMINATED'],
    );
    assert.equal(events(id).at(-1), 'bpms_instance_change terminate');
  });

  it('takes comments, hands tasks over, and counts what waits for a person', async () => {
    const id = await started({ approvers: [{ actionType: 'NONE', userIds: ['hd0004'] }] });
    const waiting = async (userId: string): Promise<unknown> =>
      (await rig.client.api('GET', `/v1.0/workflow/processes/todoTasks/numbers?userId=${userId}`))
        .body['result'];
    const before = await waiting('hd0006');
    await rig.client.api('POST', `${path}/comments`, {
      processInstanceId: id,
      text: '请尽快',
      commentUserId: 'hd0005',
    });
    const [task] = (await get(id)).tasks;
    const handed = await rig.client.api('POST', '/v1.0/workflow/tasks/redirect', {
      taskId: task?.taskId,
      operateUserId: 'hd0004',
      toUserId: 'hd0006',
    });
    assert.deepEqual(handed.body, { result: true, success: true });
    assert.equal(await waiting('hd0006'), Number(before) + 1);
    const shown = await get(id);
    assert.deepEqual(
      shown.tasks.map(({ result, userId }) => [userId, result]),
      [
        ['hd0004', 'REDIRECTED'],
        ['hd0006', undefined],
      ],
    );
    assert.deepEqual(
      shown.operationRecords.find(({ type }) => type === 'ADD_REMARK')?.remark,
      '请尽快',
    );
  });

  it('lists ids by template, state and originator, page by page', async () => {
    // Those of other tests were started before.
    rig.simulator.clock.shift(1);
    const startTime = rig.simulator.clock.now();
    const ids = [await started(), await started(), await started()];
    await execute(ids[1] ?? '');
    const query = async (more: object): Promise<Record<string, unknown>> => {
      const body = { processCode: payment, startTime, nextToken: 0, maxResults: 2, ...more };
      const answer = await rig.client.api(
        'POST',
        '/v1.0/workflow/processes/instanceIds/query',
        body,
      );
      return { code: answer.body['code'], ...(answer.body['result'] as object | undefined) };
    };
    const first = await query({});
    assert.deepEqual([first['list'], first['nextToken']], [ids.slice(0, 2), '2']);
    const second = await query({ nextToken: 2 });
    assert.deepEqual([second['list'], second['nextToken']], [ids.slice(2), undefined]);
    assert.deepEqual((await query({ statuses: ['COMPLETED'] }))['list'], [ids[1]]);
    assert.deepEqual((await query({ userIds: ['hd0001'] }))['list'], []);
    assert.equal((await query({ maxResults: 21 }))['code'], 'invalidMaxResults');
    assert.equal((await query({ nextToken: undefined }))['code'], 'invalidNextToken');
    assert.equal(
      (await query({ startTime: startTime - 121 * 86_400_000 }))['code'],
      'invalidEndTime',
    );
  });

  it('gives a table back in another shape than it was given, as switched', async () => {
    const rows = [
      [
        { name: '物料', value: '钢板' },
        { name: '数量', value: '2' },
      ],
    ];
    const table = { name: '明细', value: JSON.stringify(rows) };
    const id = await started({ formComponentValues: [...values, table] });
    const value = async (): Promise<unknown> =>
      JSON.parse((await get(id)).formComponentValues.at(-1)?.value ?? '') as unknown;
    assert.deepEqual(await value(), [
      {
        rowNumber: 'row_1',
        rowValue: [
          { label: '物料', value: '钢板' },
          { label: '数量', value: '2' },
        ],
      },
    ]);
    rig.simulator.settings.approvalTableValue = 'rows';
    assert.deepEqual(await value(), rows);
  });
});
