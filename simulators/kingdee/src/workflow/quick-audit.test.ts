import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { control, TestClient } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

interface Waiting {
  readonly assignId: string;
  readonly userId: number;
  readonly billId: string;
}

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

/** The waiting tasks of an order as the workflow form shows them. */
async function waiting(number: string): Promise<Waiting[]> {
  const rows = await client.query({
    FormId: 'WF_AssignmentBill',
    FieldKeys: 'FASSIGNID,FReceiverId,FKeyValue',
    FilterString: `FStatus=0 and FBillNumber='${number}'`,
  });
  return rows.map(([assignId, userId, billId]) => ({
    assignId: String(assignId),
    userId: Number(userId),
    billId: String(billId),
  }));
}

async function status(number: string): Promise<unknown> {
  return (await client.order(number, 'FDocumentStatus'))?.[0];
}

describe('the calls that name tasks', () => {
  it('approve one task, and do nothing a second time', async () => {
    const number = await client.submittedOrder();
    const [first] = await waiting(number);
    const done = await client.status('WorkFlowQuickAudit', first?.userId, [first?.assignId]);
    assert.deepEqual(
      done.SuccessEntitys.map(({ Number }) => Number),
      [number],
    );
    const [second] = await waiting(number);
    assert.notEqual(second?.assignId, first?.assignId);
    // Keyed by task, the repeat cannot decide the next step.
    const again = await client.status('WorkFlowQuickAudit', first?.userId, [first?.assignId]);
    assert.equal(again.MsgCode, 11);
    assert.deepEqual(await waiting(number), [second]);
    await control(simulator, 'PUT', 'control/switches', { quickAuditOfUnknown: 'passed-over' });
    const passed = await client.status(
      'WorkFlowQuickAudit',
      first?.userId,
      JSON.stringify([first?.assignId]),
    );
    assert.deepEqual([passed.IsSuccess, passed.SuccessEntitys], [true, []]);
    await control(simulator, 'PUT', 'control/switches', { quickAuditOfUnknown: 'refused' });
  });

  it('approve and reject by the bill’s id', async () => {
    const [approved, rejected] = [await client.submittedOrder(), await client.submittedOrder()];
    const [a] = await waiting(approved);
    const [b] = await waiting(rejected);
    assert.equal(
      (await client.status('WorkFlowQuickAuditByFormId', a?.userId, form, [a?.billId])).IsSuccess,
      true,
    );
    assert.equal((await waiting(approved))[0]?.userId !== a?.userId, true);
    assert.equal(
      (await client.status('WorkFlowQuickRejectByFormId', b?.userId, form, [b?.billId])).IsSuccess,
      true,
    );
    assert.deepEqual([await status(approved), await status(rejected)], ['B', 'D']);
  });
});

describe('WorkflowAddSign', () => {
  it('asks more people at the step that waits', async () => {
    const number = await client.submittedOrder();
    const [task] = await waiting(number);
    const data = { FormId: form, Numbers: [number], UserId: task?.userId, SignUserIds: 'zhaomin' };
    assert.equal((await client.status('WorkflowAddSign', data)).IsSuccess, true);
    const asked = await waiting(number);
    assert.deepEqual(
      asked.map(({ assignId }) => assignId),
      [task?.assignId, task?.assignId],
    );
    assert.equal((await client.decide(number, 'zhaomin', 1)).IsSuccess, true);
    assert.notEqual((await waiting(number))[0]?.assignId, task?.assignId);
  });

  it('is refused to somebody who holds no task, in the words of the switch', async () => {
    const number = await client.submittedOrder();
    await control(simulator, 'PUT', 'control/switches', { noTaskText: '没有任务' });
    const refused = await client.decide(number, 'chenguoqiang', 1);
    assert.deepEqual([refused.MsgCode, refused.Errors[0]?.Message], [11, '没有任务']);
  });
});

describe('a version without the forms of workflow tasks', () => {
  it('does not know them', async () => {
    const asks = async (formId: string): Promise<boolean> =>
      Array.isArray((await client.query({ FormId: formId, FieldKeys: 'FStatus', Limit: 1 }))[0]) &&
      typeof (await client.query({ FormId: formId, FieldKeys: 'FStatus', Limit: 1 }))[0]?.[0] ===
        'string';
    const known = async (): Promise<boolean[]> => [
      await asks('WF_AssignmentBill'),
      await asks('WF_AssignmentBill_ProcManage'),
    ];
    await client.submittedOrder();
    assert.deepEqual(await known(), [true, true]);
    await control(simulator, 'PUT', 'control/switches', { workflowForms: 'assignments-only' });
    assert.deepEqual(await known(), [true, false]);
    await control(simulator, 'PUT', 'control/switches', { workflowForms: 'none' });
    assert.deepEqual(await known(), [false, false]);
    await control(simulator, 'PUT', 'control/switches', { workflowForms: 'all' });
  });
});
