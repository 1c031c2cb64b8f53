import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { SimulatorClient, type Answer } from '../testing/simulator-client.js';

describe('to-dos', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let creator: string;
  let executor: string;
  let tasks: string;

  before(async () => {
    simulator = await startDingTalkSimulator();
    simulator.settings.qpsPerAppAndApi = null;
    client = new SimulatorClient(simulator);
    creator = await unionIdOf('hd0003');
    executor = await unionIdOf('hd0004');
    tasks = `/v1.0/todo/users/${creator}/tasks`;
  });
  after(async () => {
    await simulator.close();
  });

  const unionIdOf = async (userid: string): Promise<string> => {
    const { body } = await client.oapi('/topapi/v2/user/get', { userid });
    return (body['result'] as { unionid: string }).unionid;
  };
  const create = async (sourceId: string, more: object = {}): Promise<Answer> =>
    client.api('POST', `${tasks}?operatorId=${creator}`, {
      sourceId,
      subject: '审批付款申请',
      creatorId: creator,
      executorIds: [executor],
      detailUrl: { appUrl: 'https://erp.example/a', pcUrl: 'https://erp.example/p' },
      ...more,
    });

  it('is created, shown to its executor, and told to the applications', async () => {
    const { body, status } = await create('bill-1', { dueTime: 1_800_000_000_000, priority: 40 });
    assert.equal(status, 200);
    const { createdTime, id, modifiedTime, requestId, ...rest } = body;
    assert.equal(createdTime, modifiedTime);
    assert.match(requestId as string, /^[0-9A-F-]{36}$/);
    assert.match(id as string, /^task[0-9a-f]{32}$/);
    const bizTag = `todo_open_${client.organisation.appKey}`;
    assert.deepEqual(
      {
        subject: rest['subject'],
        done: rest['done'],
        bizTag: rest['bizTag'],
        due: rest['dueTime'],
      },
      { subject: '审批付款申请', done: false, bizTag, due: 1_800_000_000_000 },
    );
    const office = await client.person('hd0004', 'GET', '/office');
    const [seen] = office.body['todos'] as Record<string, unknown>[];
    assert.deepEqual([seen?.['id'], seen?.['mine'], seen?.['priority']], [id, true, 40]);
    const event = client.entries('event.emitted').at(-1);
    assert.deepEqual(
      [event?.['eventType'], event?.['unionIdList'], event?.['taskId']],
      ['todo_task_create', [creator, executor], id],
    );
  });

  it('exists once for a sourceId; a repeat is refused and names the one there is', async () => {
    const first = await create('bill-2');
    const again = await create('bill-2');
    assert.deepEqual([again.status, again.body['code']], [400, 'todo.taskCreate.paramError']);
    const id = first.body['id'] as string;
    assert.equal(again.body['message'], `task existed, sourceId is bill-2, taskId is ${id}`);
    const found = await client.api('GET', `${tasks}/sources/bill-2`);
    assert.equal(found.body['id'], id);
    simulator.settings.todoExistsText = 'plain';
    assert.equal((await create('bill-2')).body['message'], 'task exist');
    simulator.settings.todoExistsText = 'with-task-id';
  });

  it('is done when all its executors are, and listed by state and role', async () => {
    const both = [executor, creator];
    const id = (await create('bill-3', { executorIds: both })).body['id'] as string;
    const status = `${tasks}/${id}/executorStatus?operatorId=${creator}`;
    const tick = async (who: string): Promise<unknown> =>
      (await client.api('PUT', status, { executorStatusList: [{ id: who, isDone: true }] })).body;
    const done = async (): Promise<unknown> =>
      (await client.api('GET', `${tasks}/${id}`)).body['done'];
    assert.deepEqual(await tick(executor), { result: true });
    assert.equal(await done(), false);
    const query = async (isDone: boolean): Promise<string[]> => {
      const path = `/v1.0/todo/users/${executor}/org/tasks/query`;
      const { body } = await client.api('POST', path, { isDone, roleTypes: [['executor']] });
      return (body['todoCards'] as { sourceId: string }[]).map(({ sourceId }) => sourceId);
    };
    assert.deepEqual(await query(true), ['bill-3']);
    await tick(creator);
    assert.equal(await done(), true);
    const count = await client.api('POST', `/v1.0/todo/users/${executor}/tasks/count`, {
      isDone: true,
    });
    assert.equal(count.body['result'], 1);
  });

  it('changes and goes by the API; with a detailUrl a person cannot tick it off', async () => {
    const id = (await create('bill-4')).body['id'] as string;
    const changed = await client.api('PUT', `${tasks}/${id}?operatorId=${creator}`, {
      subject: '改',
      done: true,
    });
    assert.deepEqual(changed.body, { result: true });
    const { body } = await client.api('GET', `${tasks}/${id}`);
    assert.deepEqual([body['subject'], body['done'], body['modifierId']], ['改', true, creator]);
    assert.equal(
      (await client.person('hd0004', 'PUT', `/todos/${id}`, { done: false })).status,
      409,
    );
    const free = (await create('bill-5', { detailUrl: undefined })).body['id'] as string;
    const ticked = await client.person('hd0004', 'PUT', `/todos/${free}`, { done: true });
    assert.equal(ticked.body['done'], true);
    assert.deepEqual((await client.api('DELETE', `${tasks}/${id}`)).body, { result: true });
    const gone = await client.api('GET', `${tasks}/${id}`);
    assert.deepEqual(
      [gone.body['code'], gone.body['message']],
      ['todo.taskQuery.paramError', 'task not exist'],
    );
  });

  const bad: [string, object, string][] = [
    ['a subject of 1025', { subject: 'a'.repeat(1025) }, 'subject is oversize'],
    ['a description of 4097', { description: 'a'.repeat(4097) }, 'description is oversize'],
    ['a due time in words', { dueTime: 'morgen' }, 'dueTime is invalid'],
    ['priority 15', { priority: 15 }, 'priority is invalid'],
    ['an executor who is nobody', { executorIds: ['x'] }, 'user not exist, unionId is x'],
    ['no subject', { subject: '' }, 'subject is empty'],
  ];
  for (const [what, more, message] of bad) {
    it(`refuses ${what}`, async () => {
      const { body, status } = await create(`bad-${what}`, more);
      assert.deepEqual(
        [status, body['code'], body['message']],
        [400, 'todo.taskCreate.paramError', message],
      );
    });
  }

  it('refuses too many executors and a missing detailUrl as switched', async () => {
    simulator.settings.todoExecutorsMax = 1;
    const many = await create('many', { executorIds: [executor, creator] });
    assert.equal(many.body['message'], 'executors is oversize');
    simulator.settings.todoDetailUrlRequired = true;
    const bare = await create('bare', { detailUrl: undefined });
    assert.equal(bare.body['message'], 'detailUrl is empty');
  });
});
