import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  fieldKeysOf,
  orderRow,
  paymentRow,
  ScriptedTables,
  taskRow,
} from './testing/scripted-tables.js';
import { actionOf } from './workflow.js';

describe('the workflow', () => {
  let erp: ScriptedTables;

  beforeEach(async () => {
    erp = await ScriptedTables.start(fieldKeysOf(orderRow, paymentRow));
  });
  afterEach(() => erp.close());

  it('lists open tasks per receiver, oldest first, with the bills they are about', async () => {
    const earlier = {
      ...taskRow,
      FReceiverItem_FRECEIVERITEMID: 'r2',
      FReceiverId: 135_881,
      'FReceiverId.FName': '王芳',
      FCreateTime: '2026-03-01T09:30:30',
    };
    const orphan = { ...taskRow, FReceiverItem_FRECEIVERITEMID: 'r3', FBILLNUMBER: 'gone' };
    erp.rows = {
      WF_AssignmentBill_ProcManage: () => [taskRow, earlier, orphan],
      PUR_PurchaseOrder: () => [orderRow],
    };
    const pending = await erp.reader.pendingNodes(['PUR_PurchaseOrder', 'CN_PAYAPPLY']);

    assert.equal(
      erp.asked[0]?.FilterString,
      "FStatus='0' and FActivityStatus='0' and FInstStatus='2' and" +
        " FObjectTypeId in ('PUR_PurchaseOrder','PUR_PURCHASEORDER','CN_PAYAPPLY')",
    );
    assert.equal(erp.asked[1]?.FilterString, "FBillNo in ('CGDD000186','gone')");
    const common = {
      form: 'PUR_PurchaseOrder',
      documentId: '100186',
      number: 'CGDD000186',
      node: '5c3c9bd2af0299',
      name: '财务经理审批',
    };
    assert.deepEqual(pending, [
      {
        ...common,
        since: Date.parse('2026-03-01T01:30:30Z'),
        approver: { userId: '135881', name: '王芳' },
      },
      {
        ...common,
        since: Date.parse('2026-03-01T01:31:00Z'),
        approver: { userId: '135880', name: '陈国强' },
      },
    ]);
  });

  it('tells what was decided from running and ended instances, each task once', async () => {
    const earlier = {
      ...taskRow,
      FReceiverItem_FRECEIVERITEMID: 'r0',
      FResultName: '同意',
      FDisposition: ' ',
      FCompletedTime: '2026-03-01T09:35:00',
    };
    erp.rows = {
      PUR_PurchaseOrder: () => [orderRow],
      WF_AssignmentBill_ProcManage: () => [taskRow],
      WF_AssignmentHisBill_ProcManage: () => [taskRow, earlier],
    };
    const common = { node: '5c3c9bd2af0299', name: '财务经理审批', userId: '135880' };
    const want = [
      {
        ...common,
        opinion: '',
        action: 'APPROVE',
        completedAt: Date.parse('2026-03-01T01:35:00Z'),
      },
      {
        ...common,
        opinion: '太贵 #d1',
        action: 'REJECT',
        completedAt: Date.parse('2026-03-01T01:40:00.500Z'),
      },
    ];
    const form = 'PUR_PurchaseOrder';
    assert.deepEqual(await erp.reader.approvalHistory(form, { documentId: '100186' }), want);
    assert.deepEqual(await erp.reader.approvalHistory(form, { number: 'CGDD000186' }), want);
  });

  it('knows no history of a bill that is not there', async () => {
    const history = await erp.reader.approvalHistory('PUR_PurchaseOrder', { documentId: '1' });
    assert.deepEqual(history, []);
  });

  it('reads on behind the last task of a full page', async () => {
    const page = Array.from({ length: 2000 }, (_, index) => ({
      ...taskRow,
      FReceiverItem_FRECEIVERITEMID: index + 1,
    }));
    erp.rows = {
      WF_AssignmentBill_ProcManage: ({ FilterString }) =>
        FilterString.endsWith(' and FReceiverItem_FRECEIVERITEMID>2000') ? [taskRow] : page,
      PUR_PurchaseOrder: () => [orderRow],
    };
    const pending = await erp.reader.pendingNodes(['PUR_PurchaseOrder']);
    assert.equal(pending.length, 2001);
  });

  const results = [
    { names: ['同意', '审批通过', '审核', '批准', 'Approve', 'Agree', 'Pass'], want: 'APPROVE' },
    {
      names: ['驳回', '打回发起人', '不同意', '审批不通过', '拒绝', '终止', 'Reject'],
      want: 'REJECT',
    },
    { names: ['', '转交', '加签', 'Delegate'], want: 'OTHER' },
  ] as const;
  for (const { names, want } of results) {
    it(`takes ${names.map((name) => `"${name}"`).join(', ')} for ${want}`, () => {
      assert.deepEqual(
        names.map((name) => actionOf(name)),
        names.map(() => want),
      );
    });
  }
});
