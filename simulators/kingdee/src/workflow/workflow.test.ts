import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { control, TestClient } from '../testing/client.js';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

async function pending(number: string): Promise<unknown[][]> {
  return client.query({
    FormId: 'WF_AssignmentBill',
    FieldKeys: 'FReceiverId.FName',
    FilterString: `FStatus=0 and FBillNumber='${number}'`,
  });
}

async function history(
  number: string,
  fields: string,
  form = 'WF_AssignmentHisBill_ProcManage',
): Promise<unknown[][]> {
  return client.query({
    FormId: form,
    FieldKeys: fields,
    FilterString: `FBILLNUMBER='${number}' and FStatus='1'`,
    OrderString: 'FCreateTime',
  });
}

describe('a workflow', () => {
  it('asks the leader of the department, then the finance manager, and audits the bill', async () => {
    const number = await client.submittedOrder();
    assert.deepEqual(await client.order(number, 'FDocumentStatus'), ['B']);
    assert.deepEqual(await pending(number), [['wangfang']]);
    assert.equal((await client.decide(number, 'wangfang', 1, '同意')).IsSuccess, true);
    assert.deepEqual(await client.order(number, 'FDocumentStatus,FApproverId'), ['B', null]);
    assert.deepEqual(await pending(number), [['chenguoqiang']]);
    assert.equal((await client.decide(number, 'chenguoqiang', 1, '付款')).IsSuccess, true);
    assert.deepEqual(await client.order(number, 'FDocumentStatus,FApproverId.FName'), [
      'C',
      'chenguoqiang',
    ]);
    assert.deepEqual(await pending(number), []);
    const told = await history(number, 'FASSIGNNAME,FReceiverId.FName,FResultName,FDisposition');
    assert.deepEqual(told, [
      ['部门经理审批', 'wangfang', '审核通过', '同意'],
      ['财务经理审批', 'chenguoqiang', '审核通过', '付款'],
    ]);
  });

  it('journals who decided, through whom, and with which words', async () => {
    const number = await client.submittedOrder();
    await client.decide(number, 'wangfang', 1, 'ref 1');
    const entries = simulator.journal
      .after(0, Infinity)
      .filter((entry) => entry.data['number'] === number);
    assert.deepEqual(
      entries.map((entry) => entry.kind),
      ['bill.saved', 'bill.submitted', 'bill.node.decided'],
    );
    const { by, via, opinion, decision, progress, documentStatus } = entries[2]?.data ?? {};
    assert.deepEqual(
      { by, via, opinion, decision, progress, documentStatus },
      {
        by: 'wangfang',
        via: 'webapi:hub',
        opinion: 'ref 1',
        decision: 'approve',
        progress: 'advanced',
        documentStatus: 'B',
      },
    );
  });

  it('ends at a rejection, goes back to the applicant and starts anew with new task ids', async () => {
    const number = await client.submittedOrder();
    await client.decide(number, 'wangfang', 2, '金额不对');
    assert.deepEqual(await client.order(number, 'FDocumentStatus'), ['D']);
    assert.deepEqual(await pending(number), []);
    await client.call('Submit', 'PUR_PurchaseOrder', { Numbers: [number] });
    await client.decide(number, 'wangfang', 1);
    const told = await history(number, 'FResultName,FDisposition,FAssignId');
    assert.deepEqual(
      told.map((row) => row.slice(0, 2)),
      [
        ['驳回', '金额不对'],
        ['审核通过', ''],
      ],
    );
    assert.notEqual(told[0]?.[2], told[1]?.[2]);
    assert.match(String(told[0]?.[2]), /^[0-9a-f]{14}$/);
  });

  it('ends at a termination and at a withdrawal', async () => {
    const terminated = await client.submittedOrder();
    await client.decide(terminated, 'wangfang', 3);
    assert.deepEqual(await client.order(terminated, 'FDocumentStatus'), ['D']);
    const withdrawn = await client.submittedOrder();
    await client.call('CancelAssign', 'PUR_PurchaseOrder', { Numbers: [withdrawn] });
    assert.deepEqual(await pending(withdrawn), []);
    assert.equal((await client.decide(withdrawn, 'wangfang', 1)).IsSuccess, false);
  });

  it('skips the leader who has no login, and knows a person who holds both nodes', async () => {
    const noLeader = await client.saveOrder('1', { FPurchaseDeptId: { FNumber: 'BM04' } });
    await client.call('Submit', 'PUR_PurchaseOrder', { Numbers: [noLeader] });
    assert.deepEqual(await pending(noLeader), [['chenguoqiang']]);

    const both = await client.saveOrder('1', { FPurchaseDeptId: { FNumber: 'BM02' } });
    await client.call('Submit', 'PUR_PurchaseOrder', { Numbers: [both] });
    await client.decide(both, 'chenguoqiang', 1);
    assert.deepEqual(await client.order(both, 'FDocumentStatus'), ['B']);
    assert.deepEqual(await pending(both), [['chenguoqiang']]);
    await client.decide(both, 'chenguoqiang', 1);
    assert.deepEqual(await client.order(both, 'FDocumentStatus'), ['C']);
  });

  it('lets any of several holders of a role decide, and then closes it for the others', async () => {
    await control(simulator, 'POST', 'control/users', {
      acctId: '5f0000000000a1',
      userName: 'second',
      name: '第二位财务经理',
      jobNumber: 'HD090',
      mobile: '13800001090',
      department: 'BM02',
      roles: ['财务经理'],
    });
    const number = await client.submittedOrder();
    await client.decide(number, 'wangfang', 1);
    assert.deepEqual((await pending(number)).flat().sort(), ['chenguoqiang', 'second']);
    await client.decide(number, 'second', 1);
    assert.deepEqual(await client.order(number, 'FDocumentStatus'), ['C']);
    assert.equal((await client.decide(number, 'chenguoqiang', 1)).IsSuccess, false);
  });

  it('runs for a payment request as well, in the other account book with its own people', async () => {
    const other = new TestClient(simulator, 1);
    const reply = await control(simulator, 'POST', 'control/bills', {
      acctId: '5f0000000000a2',
      form: 'CN_PAYAPPLY',
      applicant: 'huangzhiming',
      amount: '3200.55',
      note: '货款',
    });
    const { number } = (reply.reply as { bill: { number: string } }).bill;
    const run = (userName: string): Promise<unknown> =>
      other.status('WorkflowAudit', {
        FormId: 'CN_PAYAPPLY',
        Numbers: [number],
        UserName: userName,
        ApprovalType: '1',
      });
    await run('wangfang');
    await run('zhouting');
    const rows = await other.query({
      FormId: 'CN_PAYAPPLY',
      FieldKeys: 'FDOCUMENTSTATUS,FAPPLYAMOUNTFOR_H,FAPPLYAMOUNT_H,FCONTACTUNIT.FName,FDescription',
      FilterString: `FBillNo='${number}'`,
    });
    assert.deepEqual(rows, [['C', 3200.55, 3200.55, '深圳华强元器件有限公司', '货款']]);
  });
});

describe('WorkflowAudit', () => {
  it('acts for a user id as well, and refuses a stranger, a person without a task and an unknown type', async () => {
    const number = await client.submittedOrder();
    const base = { FormId: 'PUR_PurchaseOrder', Numbers: [number], ApprovalType: 1 };
    const [[userId]] = (await client.query({
      FormId: 'SEC_User',
      FieldKeys: 'FUserID',
      FilterString: "FName='wangfang'",
    })) as [[number]];
    const codes = [];
    for (const data of [
      { ...base, UserName: 'nobody' },
      { ...base, UserId: 42 },
      { ...base, UserName: 'chenguoqiang' },
      { ...base, UserName: 'wangfang', ApprovalType: 7 },
      { ...base, UserId: userId, Numbers: ['NOPE'] },
      { ...base, UserId: userId },
    ]) {
      codes.push((await client.status('WorkflowAudit', data)).MsgCode);
    }
    assert.deepEqual(codes, [9, 9, 11, 8, 10, 0]);
  });

  it('decides several bills at once and reports the ones without a task', async () => {
    const [first, second] = [await client.submittedOrder(), await client.saveOrder('1')];
    const status = await client.status('WorkflowAudit', {
      FormId: 'PUR_PurchaseOrder',
      Numbers: [first, second],
      UserName: 'wangfang',
      ApprovalType: 1,
    });
    assert.deepEqual(
      status.SuccessEntitys.map((each) => each.Number),
      [first],
    );
    assert.deepEqual(
      status.Errors.map((error) => error.DIndex),
      [1],
    );
  });
});

describe('the workflow forms', () => {
  it('show running tasks with the states that clients filter on', async () => {
    const number = await client.submittedOrder();
    const rows = await client.query({
      FormId: 'WF_AssignmentBill_ProcManage',
      FieldKeys: 'FObjectTypeId,FASSIGNNAME,FInstStatus,FActivityStatus,FStatus,FCompletedTime',
      FilterString: `FStatus='0' and FActivityStatus='0' and FInstStatus='2' and FBILLNUMBER='${number}'`,
    });
    assert.deepEqual(rows, [['PUR_PURCHASEORDER', '部门经理审批', '2', '0', '0', null]]);
  });

  it('show the originator, the sender and the form id as the task list does', async () => {
    const number = await client.submittedOrder();
    const [row] = await client.query({
      FormId: 'WF_AssignmentBill',
      FieldKeys: 'FObjectTypeId,FORIGINATORID.FName,FSENDERID.FName,FKeyValue,FTmpId.FProcessType',
      FilterString: `FBillNumber='${number}'`,
    });
    const [id] = (await client.order(number, 'FID')) ?? [];
    assert.deepEqual(row, ['PUR_PurchaseOrder', 'hub', 'hub', String(id), '1']);
  });

  it('hold back finished tasks until the instance ends, where the switch says so', async () => {
    const number = await client.submittedOrder();
    await client.decide(number, 'wangfang', 1);
    await control(simulator, 'PUT', 'control/switches', { historyHolds: 'ended-instances' });
    const early = await history(number, 'FASSIGNNAME');
    const running = await history(number, 'FASSIGNNAME', 'WF_AssignmentBill_ProcManage');
    await client.decide(number, 'chenguoqiang', 1);
    const late = await history(number, 'FASSIGNNAME');
    await control(simulator, 'PUT', 'control/switches', { historyHolds: 'done-tasks' });
    assert.deepEqual(
      { early, running: running.flat(), late: late.flat() },
      {
        early: [],
        running: ['部门经理审批'],
        late: ['部门经理审批', '财务经理审批'],
      },
    );
  });

  it('print their states as numbers where the switch says so', async () => {
    const number = await client.submittedOrder();
    await control(simulator, 'PUT', 'control/switches', { workflowStatusAsNumber: true });
    const rows = await client.query({
      FormId: 'WF_AssignmentBill',
      FieldKeys: 'FStatus',
      FilterString: `FStatus=0 and FBillNumber='${number}'`,
    });
    await control(simulator, 'PUT', 'control/switches', { workflowStatusAsNumber: false });
    assert.deepEqual(rows, [[0]]);
  });
});
