import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { control, orderModel, statusOf, TestClient, type Status } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

interface SaveReply {
  readonly Result: {
    readonly Id: number;
    readonly Number: string;
    readonly NeedReturnData: unknown;
  };
}

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

function save(model: object, more: object = {}): Promise<unknown> {
  return client.call('Save', form, { ...more, Model: model });
}

async function saved(model: object, more: object = {}): Promise<SaveReply['Result']> {
  const reply = await save(model, more);
  assert.equal(statusOf(reply).IsSuccess, true, JSON.stringify(reply));
  return (reply as SaveReply).Result;
}

async function rows(id: number, fieldKeys: string): Promise<unknown[][]> {
  const filter = `FID=${String(id)}`;
  return client.query({ FormId: form, FieldKeys: fieldKeys, FilterString: filter });
}

describe('Save', () => {
  it('returns the fields that are asked for, those of rows under their entry', async () => {
    const { Id, Number, NeedReturnData } = await saved(orderModel('10.5'), {
      NeedReturnFields: [
        'FBillNo',
        'FBillAllAmount',
        'FPOOrderEntry.FEntryID',
        'FPOOrderEntry.FQty',
      ],
    });
    const [[entryId] = []] = await rows(Id, 'FPOOrderEntry_FEntryID');
    assert.deepEqual(NeedReturnData, [
      { FBillNo: Number, FBillAllAmount: 10.5, FPOOrderEntry: [{ FEntryID: entryId, FQty: 1 }] },
    ]);
  });

  it('changes nothing but NeedUpDateFields', async () => {
    const { Id } = await saved(orderModel('10'));
    const [[entryId] = []] = await rows(Id, 'FPOOrderEntry_FEntryID');
    const change = {
      FID: Id,
      F_PAEZ_Remark: '改',
      FSupplierId: { FNumber: 'VEN002' },
      FPOOrderEntry: [{ FEntryID: entryId, FQty: 5, FTaxPrice: 99 }],
    };
    await saved(change, { NeedUpDateFields: ['F_PAEZ_Remark', 'FPOOrderEntry', 'FQty'] });
    const keys = 'F_PAEZ_Remark,FSupplierId.FNumber,FQty,FTaxPrice,FBillAllAmount';
    assert.deepEqual(await rows(Id, keys), [['改', 'VEN001', 5, 10, 50]]);
  });

  it('deletes rows that it does not name, unless IsDeleteEntry is false', async () => {
    const line = { FMaterialId: { FNumber: 'MAT001' }, FQty: 1, FTaxPrice: 1 };
    const { Id } = await saved({ ...orderModel('1'), FPOOrderEntry: [line, line] });
    const [[first] = []] = await rows(Id, 'FPOOrderEntry_FEntryID');
    const one = { FID: Id, FPOOrderEntry: [{ FEntryID: first, FQty: 3 }] };
    await saved(one, { IsDeleteEntry: 'false' });
    assert.deepEqual(await rows(Id, 'FQty'), [[3], [1]]);
    await saved(one);
    assert.deepEqual(await rows(Id, 'FQty'), [[3]]);
  });

  it('takes an internal id in the number’s place when NumberSearch is false', async () => {
    const [[id] = []] = await client.query({
      FormId: 'BD_Supplier',
      FieldKeys: 'FSupplierId',
      FilterString: "FNumber='VEN002'",
    });
    const model = { ...orderModel('1'), FPurchaseDeptId: undefined, FSupplierId: { FNumber: id } };
    const line = { FQty: 1, FTaxPrice: 1, FMaterialId: { FNumber: 'MAT001' } };
    const refused = statusOf(
      await save({ ...model, FPOOrderEntry: [line] }, { NumberSearch: 'false' }),
    );
    assert.deepEqual(
      refused.Errors.map(({ FieldName }) => FieldName),
      ['FMaterialId'],
    );
    const [[material] = []] = await client.query({
      FormId: 'BD_MATERIAL',
      FieldKeys: 'FMATERIALID',
      FilterString: "FNumber='MAT001'",
    });
    const { Id } = await saved(
      { ...model, FPOOrderEntry: [{ ...line, FMaterialId: { FNumber: material } }] },
      { NumberSearch: false },
    );
    assert.deepEqual(await rows(Id, 'FSupplierId.FNumber'), [['VEN002']]);
  });

  it('refuses unknown base data, or empties the field where a site does not check', async () => {
    const unknown = { ...orderModel('1'), FPurchaseDeptId: { FNumber: 'NODEPT' } };
    const status = statusOf(await save(unknown));
    assert.deepEqual([status.MsgCode, status.Errors[0]?.FieldName], [11, 'FPurchaseDeptId']);
    await control(simulator, 'PUT', 'control/switches', { unknownBaseData: 'emptied' });
    const { Id } = await saved(unknown);
    assert.deepEqual(await rows(Id, 'FPurchaseDeptId'), [[null]]);
    const checked = statusOf(await save(unknown, { IsVerifyBaseDataField: 'true' }));
    assert.equal(checked.Errors[0]?.FieldName, 'FPurchaseDeptId');
    await control(simulator, 'PUT', 'control/switches', { unknownBaseData: 'refused' });
  });

  it('refuses an identical body when ValidateRepeatJson asks for it, and not otherwise', async () => {
    const model = orderModel('77');
    await saved(model, { ValidateRepeatJson: 'true' });
    assert.equal(statusOf(await save(model, { ValidateRepeatJson: 'true' })).MsgCode, 11);
    await saved(model);
  });

  it('submits and audits when it is told to, and leaves an order to its workflow', async () => {
    const order = await saved(orderModel('1'), { IsAutoSubmitAndAudit: 'true' });
    assert.deepEqual(await rows(order.Id, 'FDocumentStatus'), [['B']]);
    const reply = await client.call('Save', 'STK_InStock', {
      IsAutoSubmitAndAudit: true,
      Model: {
        FSupplierId: { FNumber: 'VEN001' },
        FInStockEntry: [{ FMaterialId: { FNumber: 'MAT001' }, FRealQty: 1, FTaxPrice: 1 }],
      },
    });
    const { Id } = (reply as SaveReply).Result;
    const query = {
      FormId: 'STK_InStock',
      FieldKeys: 'FDocumentStatus',
      FilterString: `FID=${String(Id)}`,
    };
    assert.deepEqual(await client.query(query), [['C']]);
  });

  it('takes flex fields by their dimensions, under either name', async () => {
    const line = {
      FMaterialId: { FNumber: 'MAT001' },
      FReqQty: 1,
      FEvaluatePrice: 1,
      FSuggestSupplierId: { FNumber: 'VEN001' },
    };
    const reply = await client.call('Save', 'PUR_Requisition', {
      Model: {
        FApplicationDeptId: { FNumber: 'BM01' },
        FEntity: [
          { ...line, FAuxPropId: { FAUXPROPID__FF100001: { FNumber: 'HS' } } },
          { ...line, FAuxPropId: { FF100001: { FNumber: 'YS' } } },
          line,
        ],
      },
    });
    assert.deepEqual(statusOf(reply).Errors, []);
    const colours = await client.query({
      FormId: 'PUR_Requisition',
      FieldKeys: 'FAuxPropId.FF100001.FName',
      FilterString: `FID=${String((reply as SaveReply).Result.Id)}`,
    });
    assert.deepEqual(colours, [['黑色'], ['银色'], [null]]);
  });

  it('asks its question until InterationFlags answers it', async () => {
    const number = await client.saveOrder('1');
    const path = `control/bills/${simulator.accounts[0]?.acctId ?? ''}/${form}/${number}/question`;
    const question = { flag: 'STK_InvCheckResult', message: '库存不足，是否继续？' };
    await control(simulator, 'POST', path, question);
    const submit = (more: object): Promise<Status> =>
      client.status('Submit', form, { Numbers: [number], ...more });
    const asked = await submit({});
    assert.deepEqual([asked.MsgCode, asked.Errors[0]?.Message], [11, question.message]);
    assert.equal((await submit({ InterationFlags: 'OTHER' })).IsSuccess, false);
    assert.equal((await submit({ InterationFlags: 'OTHER;STK_InvCheckResult' })).IsSuccess, true);
    const back = { Numbers: [number], IgnoreInterationFlag: 'true' };
    assert.equal((await client.status('CancelAssign', form, back)).IsSuccess, true);
  });
});

describe('the order and the checks of a Model', () => {
  const payment = {
    FCONTACTUNIT: { FNumber: 'HD001' },
    FCONTACTUNITTYPE: 'BD_Empinfo',
    FPAYAPPLYENTRY: [{ FAPPLYAMOUNTFOR: 5 }],
  };

  it('matter unless IsAutoAdjustField puts the keys in the form’s order', async () => {
    const given = statusOf(await client.call('Save', 'CN_PAYAPPLY', { Model: payment }));
    assert.equal(given.Errors[0]?.FieldName, 'FCONTACTUNIT');
    const adjusted = { Model: payment, IsAutoAdjustField: 'true', ValidateFlag: 'false' };
    const saved = statusOf(await client.call('Save', 'CN_PAYAPPLY', adjusted));
    assert.deepEqual(saved.Errors, []);
  });

  it('are left out with ValidateFlag false: a bill without what it needs is stored', async () => {
    const bare = { F_PAEZ_Remark: '无供应商' };
    assert.equal(statusOf(await save(bare)).MsgCode, 11);
    const { Id } = await saved(bare, { ValidateFlag: 'false' });
    assert.deepEqual(await rows(Id, 'FSupplierId,FDocumentStatus'), [[null, 'A']]);
  });
});

describe('BatchSave', () => {
  it('keeps what was good, and counts DIndex anew in every batch', async () => {
    const bad = { ...orderModel('1'), FSupplierId: { FNumber: 'NOBODY' } };
    const reply = await client.call('BatchSave', form, {
      BatchCount: 2,
      NeedReturnFields: ['FBillAllAmount'],
      Model: [orderModel('1'), bad, bad, orderModel('4')],
    });
    const status = statusOf(reply);
    assert.equal(status.IsSuccess, false);
    assert.deepEqual(
      status.Errors.map(({ DIndex }) => DIndex),
      [1, 0],
    );
    assert.deepEqual(
      status.SuccessEntitys.map(({ DIndex }) => DIndex),
      [0, 1],
    );
    assert.deepEqual((reply as SaveReply).Result.NeedReturnData, [
      { FBillAllAmount: 1 },
      { FBillAllAmount: 4 },
    ]);
  });
});

describe('bills that do not exist', () => {
  it('are passed over beside others, or refused one by one as the switch says', async () => {
    const number = await client.saveOrder('1');
    const named = { Numbers: [number, 'NONE'] };
    assert.equal((await client.status('Submit', form, named)).IsSuccess, true);
    await control(simulator, 'PUT', 'control/switches', { unknownBills: 'refused' });
    const status = await client.status('CancelAssign', form, named);
    assert.deepEqual(
      status.Errors.map(({ DIndex }) => DIndex),
      [1],
    );
    assert.deepEqual(
      status.SuccessEntitys.map(({ Number }) => Number),
      [number],
    );
    await control(simulator, 'PUT', 'control/switches', { unknownBills: 'passed-over' });
  });
});
