import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { orderModel, statusOf, TestClient, type Status } from '../testing/client.js';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

async function save(form: string, model: object): Promise<number> {
  const status = statusOf(await client.call('Save', form, { Model: model }));
  assert.equal(status.IsSuccess, true, JSON.stringify(status.Errors));
  return status.SuccessEntitys[0]?.Id ?? 0;
}

async function audit(form: string, id: number): Promise<void> {
  const submit = await client.status('Submit', form, { Ids: String(id) });
  assert.equal(submit.IsSuccess, true, JSON.stringify(submit.Errors));
  const status = await client.status('Audit', form, { Ids: String(id), IsVerifyProcInst: false });
  assert.equal(status.IsSuccess, true, JSON.stringify(status.Errors));
}

function push(form: string, data: object): Promise<Status> {
  return client.status('Push', form, data);
}

async function pushOne(form: string, id: number, target: string): Promise<number> {
  const status = await push(form, { Ids: String(id), TargetFormId: target });
  assert.deepEqual([status.Errors, status.SuccessEntitys.length], [[], 1]);
  return status.SuccessEntitys[0]?.Id ?? 0;
}

function show(form: string, id: number, fieldKeys: string): Promise<unknown[][]> {
  return client.query({ FormId: form, FieldKeys: fieldKeys, FilterString: `FID=${String(id)}` });
}

describe('Push', () => {
  it('leads from a requisition to the payment, with the same supplier and amount all the way', async () => {
    const chain = ['PUR_PurchaseOrder', 'STK_InStock', 'AP_Payable', 'CN_PAYAPPLY', 'AP_PAYBILL'];
    const line = { FMaterialId: { FNumber: 'MAT001' }, FReqQty: 3, FEvaluatePrice: 10 };
    let form = 'PUR_Requisition';
    let id = await save(form, {
      FApplicationDeptId: { FNumber: 'BM01' },
      FEntity: [{ ...line, FSuggestSupplierId: { FNumber: 'VEN002' } }],
    });
    const ids: number[] = [];
    for (const target of chain) {
      await audit(form, id);
      id = await pushOne(form, id, target);
      form = target;
      ids.push(id);
    }
    const [order = 0, receipt = 0, payable = 0, application = 0, payment = 0] = ids;
    const amounts = [
      await show('PUR_PurchaseOrder', order, 'FSupplierId.FNumber,FBillAllAmount'),
      await show('STK_InStock', receipt, 'FSupplierId.FNumber,FBillAllAmount'),
      await show('AP_Payable', payable, 'FSUPPLIERID.FNumber,FALLAMOUNTFOR'),
      await show('CN_PAYAPPLY', application, 'FCONTACTUNIT.FNumber,FAPPLYAMOUNTFOR_H'),
      await show('AP_PAYBILL', payment, 'FCONTACTUNIT.FNumber,FREALPAYAMOUNTFOR'),
    ];
    assert.deepEqual(amounts, [
      [['VEN002', 30]],
      [['VEN002', 30]],
      [['VEN002', 30]],
      [['VEN002', 30]],
      [['VEN002', 30]],
    ]);
  });

  it('leads from a sales order to the receipt of its money', async () => {
    const line = { FMaterialId: { FNumber: 'MAT001' }, FQty: 2, FTaxPrice: 50 };
    let form = 'SAL_SaleOrder';
    let id = await save(form, {
      FCustId: { FNumber: 'CUST0001' },
      FSaleDeptId: { FNumber: 'BM01' },
      FSaleOrderEntry: [line],
    });
    for (const target of ['SAL_OUTSTOCK', 'AR_receivable', 'AR_RECEIVEBILL']) {
      await audit(form, id);
      id = await pushOne(form, id, target);
      form = target;
    }
    assert.deepEqual(await show(form, id, 'FCONTACTUNIT.FNumber,FREALRECAMOUNTFOR'), [
      ['CUST0001', 100],
    ]);
  });

  it('leads through the notices too, where it once ended', async () => {
    const order = await save('PUR_PurchaseOrder', orderModel('7'));
    await audit('PUR_PurchaseOrder', order);
    const notice = await pushOne('PUR_PurchaseOrder', order, 'PUR_ReceiveBill');
    await audit('PUR_ReceiveBill', notice);
    const receipt = await pushOne('PUR_ReceiveBill', notice, 'STK_InStock');
    const shown = 'FBillAllAmount,FSupplierId.FNumber,FSettleCurrId.FNumber,FPOOrderNo';
    const [[number] = []] = await show('PUR_PurchaseOrder', order, 'FBillNo');
    assert.deepEqual(await show('STK_InStock', receipt, shown), [[7, 'VEN001', 'PRE001', number]]);
    await audit('STK_InStock', receipt);
    assert.deepEqual(await show('PUR_ReceiveBill', notice, 'FInStockQty'), [[1]]);
  });

  it('leads from a sales order through the delivery notice out of the stock', async () => {
    const line = { FMaterialId: { FNumber: 'MAT001' }, FQty: 2, FTaxPrice: 50 };
    const order = await save('SAL_SaleOrder', {
      FCustId: { FNumber: 'CUST0001' },
      FSaleDeptId: { FNumber: 'BM01' },
      FSaleOrderEntry: [line],
    });
    await audit('SAL_SaleOrder', order);
    const notice = await pushOne('SAL_SaleOrder', order, 'SAL_DELIVERYNOTICE');
    await audit('SAL_DELIVERYNOTICE', notice);
    const issue = await pushOne('SAL_DELIVERYNOTICE', notice, 'SAL_OUTSTOCK');
    const [[number] = []] = await show('SAL_SaleOrder', order, 'FBillNo');
    const shown = 'FBillAllAmount,FCustomerID.FNumber,FSaleDeptID.FNumber,FSoorDerno';
    assert.deepEqual(await show('SAL_OUTSTOCK', issue, shown), [[100, 'CUST0001', 'BM01', number]]);
    await audit('SAL_OUTSTOCK', issue);
    assert.deepEqual(await show('SAL_DELIVERYNOTICE', notice, 'FSumOutQty'), [[2]]);
  });

  it('uses rows up: nothing is left the second time, and all is back when the bill is deleted', async () => {
    const id = await save('PUR_PurchaseOrder', orderModel('1'));
    await audit('PUR_PurchaseOrder', id);
    const receipt = await pushOne('PUR_PurchaseOrder', id, 'STK_InStock');
    const again = { Ids: String(id), TargetFormId: 'STK_InStock' };
    assert.equal((await push('PUR_PurchaseOrder', again)).MsgCode, 11);
    const deleted = await client.status('Delete', 'STK_InStock', { Ids: String(receipt) });
    assert.equal(deleted.IsSuccess, true);
    await pushOne('PUR_PurchaseOrder', id, 'STK_InStock');
  });

  it('blocks un-audit and writes back the quantity without touching FModifyDate', async () => {
    const id = await save('PUR_PurchaseOrder', orderModel('1'));
    await audit('PUR_PurchaseOrder', id);
    const [[before] = []] = await show('PUR_PurchaseOrder', id, 'FModifyDate');
    const receipt = await pushOne('PUR_PurchaseOrder', id, 'STK_InStock');
    const refused = await client.status('UnAudit', 'PUR_PurchaseOrder', { Ids: String(id) });
    assert.match(refused.Errors[0]?.Message ?? '', /已经下推生成采购入库单“.+”，不允许反审核！$/);
    simulator.clock.shift(60_000);
    await audit('STK_InStock', receipt);
    assert.deepEqual(await show('PUR_PurchaseOrder', id, 'FModifyDate,FStockInQty'), [[before, 1]]);
  });

  it('is told which rows and which rule, merges by group, and says what it cannot do', async () => {
    const line = (supplier: string): object => ({
      FMaterialId: { FNumber: 'MAT001' },
      FReqQty: 1,
      FEvaluatePrice: 1,
      FSuggestSupplierId: { FNumber: supplier },
    });
    const id = await save('PUR_Requisition', {
      FApplicationDeptId: { FNumber: 'BM01' },
      FEntity: [line('VEN001'), line('VEN002'), line('VEN001')],
    });
    await audit('PUR_Requisition', id);
    const rows = await show('PUR_Requisition', id, 'FEntity_FEntryID');
    const byRow = { EntryIds: String(rows[1]?.[0]), IsEnableDefaultRule: 'true' };
    assert.equal((await push('PUR_Requisition', byRow)).SuccessEntitys.length, 1);
    const rule = { Ids: String(id), RuleId: 'PUR_Requisition-PUR_PurchaseOrder' };
    const rest = await push('PUR_Requisition', rule);
    assert.equal(rest.SuccessEntitys.length, 1);
    const order = rest.SuccessEntitys[0]?.Id ?? 0;
    assert.equal((await show('PUR_PurchaseOrder', order, 'FEntryID')).length, 2);
    assert.equal((await push('PUR_Requisition', { Ids: String(id) })).MsgCode, 8);
    assert.equal((await push('PUR_Requisition', { ...rule, RuleId: 'NONE' })).MsgCode, 10);
  });
});
