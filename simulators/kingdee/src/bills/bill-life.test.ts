import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { orderModel, statusOf, TestClient } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

async function save(
  model: Record<string, unknown>,
  more: object = {},
): ReturnType<TestClient['status']> {
  return client.status('Save', form, { ...more, Model: model });
}

/** An order brought to a status by the calls a client would make. */
async function orderAt(status: string): Promise<string> {
  if (status === 'Z') {
    const draft = await client.status('Draft', form, { Model: orderModel('1') });
    return draft.SuccessEntitys[0]?.Number ?? '';
  }
  const number = await client.saveOrder('1');
  if (status === 'A') return number;
  await client.call('Submit', form, { Numbers: [number] });
  if (status === 'D') await client.call('CancelAssign', form, { Numbers: [number] });
  if (status === 'C')
    await client.call('Audit', form, { Numbers: [number], IsVerifyProcInst: 'false' });
  return number;
}

describe('a step of a bill', () => {
  const steps: { method: string; data?: object; ends: Record<string, string | undefined> }[] = [
    { method: 'Submit', ends: { Z: undefined, A: 'B', B: undefined, C: undefined, D: 'B' } },
    {
      method: 'CancelAssign',
      ends: { Z: undefined, A: undefined, B: 'D', C: undefined, D: undefined },
    },
    {
      method: 'Audit',
      ends: { Z: undefined, A: undefined, B: undefined, C: undefined, D: undefined },
    },
    {
      method: 'Audit',
      data: { IsVerifyProcInst: 'false' },
      ends: { A: undefined, B: 'C', C: undefined, D: undefined },
    },
    { method: 'UnAudit', ends: { Z: undefined, A: undefined, B: undefined, C: 'D', D: undefined } },
    { method: 'Delete', ends: { Z: 'gone', A: 'gone', B: undefined, C: undefined, D: 'gone' } },
  ];
  for (const { method, data, ends } of steps) {
    for (const [from, to] of Object.entries(ends)) {
      it(`${method} ${JSON.stringify(data ?? {})} of a bill at ${from} ${to === undefined ? 'is refused' : `leads to ${to}`}`, async () => {
        const number = await orderAt(from);
        assert.deepEqual(await client.order(number, 'FDocumentStatus'), [from]);
        const status = await client.status(method, form, { Numbers: [number], ...data });
        assert.equal(status.IsSuccess, to !== undefined);
        assert.equal(status.ErrorCode, to === undefined ? 500 : undefined);
        assert.equal(status.MsgCode, to === undefined ? 11 : 0);
        const [now = 'gone'] = (await client.order(number, 'FDocumentStatus')) ?? [];
        assert.equal(now, to ?? from);
      });
    }
  }

  it('of an audited bill is refused in the vendor’s words', async () => {
    const number = await orderAt('C');
    const status = await client.status('Audit', form, { Numbers: [number] });
    assert.deepEqual(status.Errors, [
      { FieldName: '', Message: `单据编号为“${number}”的采购订单，单据已经审核！`, DIndex: 0 },
    ]);
  });

  it('names bills by Ids before Numbers, as text or array, and passes over what does not exist', async () => {
    const [first, second] = [await orderAt('A'), await orderAt('A')];
    const [id] = (await client.order(first, 'FID')) ?? [];
    const byId = await client.status('Submit', form, {
      Ids: `${String(id)}, 999999`,
      Numbers: [second],
    });
    assert.deepEqual(
      byId.SuccessEntitys.map((each) => each.Number),
      [first],
    );
    assert.deepEqual(await client.order(second, 'FDocumentStatus'), ['A']);
    const none = await client.status('Submit', form, { Numbers: ['NOPE'] });
    assert.equal(none.MsgCode, 10);
    assert.equal((await client.status('Submit', form, { Numbers: [], Ids: '' })).MsgCode, 8);
  });

  it('voids and closes through both spellings of the operation', async () => {
    const open = await orderAt('A');
    assert.equal(
      (await client.status('ExcuteOperation', form, 'Cancel', { Numbers: [open] })).IsSuccess,
      true,
    );
    assert.deepEqual(await client.order(open, 'FCancelStatus,FDocumentStatus'), ['B', 'A']);
    assert.equal((await client.status('Submit', form, { Numbers: [open] })).IsSuccess, false);

    const audited = await orderAt('C');
    assert.equal(
      (await client.status('ExecuteOperation', form, 'billclose', { Numbers: [audited] }))
        .IsSuccess,
      true,
    );
    assert.deepEqual(await client.order(audited, 'FCloseStatus'), ['B']);
    assert.equal(
      (await client.status('ExecuteOperation', form, 'Cancel', { Numbers: [audited] })).IsSuccess,
      false,
    );
    assert.equal(
      (await client.status('ExecuteOperation', form, '', { Numbers: [audited] })).MsgCode,
      3,
    );
    assert.equal(
      (await client.status('ExecuteOperation', form, 'Dance', { Numbers: [audited] })).MsgCode,
      4,
    );
  });
});

describe('Save', () => {
  it('computes amounts exactly and converts them at the bill’s rate', async () => {
    const line = { FMaterialId: { FNumber: 'MAT001' } };
    const number = await client.saveOrder('0', {
      FPOOrderFinance: { FSettleCurrId: { FNumber: 'PRE007' }, FExchangeRate: '7.1234' },
      FPOOrderEntry: [
        { ...line, FQty: 3, FTaxPrice: 0.1 },
        { ...line, FQty: '2', FPrice: 100, FEntryTaxRate: 13 },
      ],
    });
    const keys =
      'FBillAllAmount,FBillAllAmount_LC,FSettleCurrId.FCODE,FLocalCurrId.FCODE,FEntryTaxAmount';
    assert.deepEqual(await client.order(number, keys), [226.3, 1612.03, 'USD', 'CNY', 0.03]);
  });

  it('changes only what is sent, deletes rows that are not named, and keeps a rejected bill at D', async () => {
    const number = await orderAt('D');
    const [id, entryId] = (await client.order(number, 'FID,FPOOrderEntry_FEntryID')) ?? [];
    const row = { FEntryID: entryId, FTaxPrice: '7' };
    const added = { FMaterialId: { FNumber: 'MAT002' }, FQty: 1, FTaxPrice: 2 };
    assert.equal((await save({ FID: id, FPOOrderEntry: [row, added] })).IsSuccess, true);
    assert.deepEqual(
      await client.order(number, 'FBillAllAmount,FDocumentStatus,FSupplierId.FNumber'),
      [9, 'D', 'VEN001'],
    );
    assert.equal((await save({ FID: id, FPOOrderEntry: [row] })).IsSuccess, true);
    assert.deepEqual(await client.order(number, 'FBillAllAmount'), [7]);
    await save({ FID: id, FPOOrderEntry: [added] }, { IsDeleteEntry: 'false' });
    assert.deepEqual(await client.order(number, 'FBillAllAmount'), [9]);
  });

  const noSupplier = { ...orderModel('1'), FSupplierId: null };
  const refused: {
    name: string;
    model: Record<string, unknown>;
    code: number;
    field: string | null;
  }[] = [
    { name: 'a required field that is missing', model: noSupplier, code: 11, field: 'FSupplierId' },
    {
      name: 'base data that does not exist',
      model: { ...orderModel('1'), FSupplierId: { FNumber: 'NOPE' } },
      code: 11,
      field: 'FSupplierId',
    },
    {
      name: 'a bare value for a reference',
      model: { ...orderModel('1'), FSupplierId: 'VEN001' },
      code: 11,
      field: 'FSupplierId',
    },
    { name: 'a price that is no number', model: orderModel('cheap'), code: 11, field: 'FTaxPrice' },
    {
      name: 'a date that is none',
      model: { ...orderModel('1'), FDate: '2026-02-30' },
      code: 11,
      field: 'FDate',
    },
    {
      name: 'an order without lines',
      model: { ...orderModel('1'), FPOOrderEntry: [] },
      code: 11,
      field: 'FPOOrderEntry',
    },
    {
      name: 'lines that are no objects',
      model: { ...orderModel('1'), FPOOrderEntry: ['x'] },
      code: 8,
      field: 'FPOOrderEntry',
    },
    { name: 'an unknown id', model: { ...orderModel('1'), FID: 999_999 }, code: 10, field: null },
    { name: 'an empty Model', model: {}, code: 8, field: null },
  ];
  for (const { name, model, code, field } of refused) {
    it(`refuses ${name} with MsgCode ${String(code)} and stores nothing`, async () => {
      const before = simulator.journal
        .after(0, Infinity)
        .filter((entry) => entry.kind === 'bill.saved').length;
      const status = await save(model);
      assert.equal(status.MsgCode, code);
      assert.equal(status.Errors[0]?.FieldName ?? null, field);
      const after = simulator.journal
        .after(0, Infinity)
        .filter((entry) => entry.kind === 'bill.saved').length;
      assert.equal(after, before);
    });
  }

  it('refuses a number that is taken, in the vendor’s words', async () => {
    await client.saveOrder('1', { FBillNo: 'TWICE' });
    const status = await save({ ...orderModel('1'), FBillNo: 'TWICE' });
    assert.deepEqual(status.Errors[0], {
      FieldName: 'FBillNo',
      Message: '违反字段唯一性要求：编码唯一。[TWICE]在当前系统中已经被使用。',
      DIndex: 0,
    });
  });

  it('is not idempotent, unless ValidateRepeatJson refuses the same body', async () => {
    const numbers = [await client.saveOrder('5'), await client.saveOrder('5')];
    assert.notEqual(numbers[0], numbers[1]);
    const model = { ...orderModel('5'), F_PAEZ_Remark: 'once' };
    assert.equal((await save(model, { ValidateRepeatJson: 'true' })).IsSuccess, true);
    assert.equal((await save(model, { ValidateRepeatJson: 'true' })).IsSuccess, false);
  });

  it('writes failures so that the official client library sees them', async () => {
    const reply = JSON.stringify(await client.call('Save', form, { Model: noSupplier }));
    assert.match(reply, /\{"ErrorCode":500,"IsSuccess":false,"Errors":\[/);
  });

  it('of a batch keeps the good ones and tells the bad one’s index', async () => {
    const status = await client.status('BatchSave', form, {
      Model: [orderModel('1'), noSupplier, orderModel('2')],
    });
    assert.equal(status.IsSuccess, false);
    assert.equal(status.SuccessEntitys.length, 2);
    assert.deepEqual(
      status.Errors.map((error) => error.DIndex),
      [1],
    );
  });

  it('can submit at once and return fields', async () => {
    const reply = await client.call('Save', form, {
      IsAutoSubmitAndAudit: 'true',
      NeedReturnFields: ['FID', 'FDocumentStatus'],
      Model: orderModel('1'),
    });
    const [id] = statusOf(reply).SuccessEntitys;
    const { NeedReturnData } = (reply as { Result: { NeedReturnData: unknown } }).Result;
    assert.deepEqual(NeedReturnData, [{ FID: id?.Id, FDocumentStatus: 'B' }]);
  });
});

describe('View', () => {
  it('shows references twice and entries nested, and has the short success', async () => {
    const number = await client.saveOrder('12.5');
    const reply = (await client.call('View', form, { Number: number })) as {
      Result: { ResponseStatus: object; Result: Record<string, unknown> };
    };
    assert.deepEqual(reply.Result.ResponseStatus, { IsSuccess: true });
    const bill = reply.Result.Result;
    const supplier = bill['SupplierId'] as { Id: number; Number: string };
    assert.equal(bill['SupplierId_Id'], supplier.Id);
    assert.equal(supplier.Number, 'VEN001');
    assert.equal(bill['PurchaserId'], null);
    const [line] = bill['POOrderEntry'] as Record<string, unknown>[];
    assert.equal(line?.['AllAmount'], 12.5);
    assert.equal(line['MaterialName'], '深沟球轴承');
  });

  it('shows a user by the names of the real reply', async () => {
    const reply = (await client.call('View', 'SEC_User', { Id: '16394' })) as {
      Result: { Result: Record<string, unknown> };
    };
    const { Id, Name, FOrgId_Id } = reply.Result.Result;
    assert.deepEqual({ Id, Name, FOrgId_Id }, { Id: 16_394, Name: 'Administrator', FOrgId_Id: 1 });
  });

  it('of what does not exist gives MsgCode 10', async () => {
    assert.equal((await client.status('View', form, { Number: 'NOPE' })).MsgCode, 10);
  });
});
