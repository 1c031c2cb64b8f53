import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { TestClient } from '../testing/client.js';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator({ business: { days: 40 } });
  client = new TestClient(simulator);
});
after(() => simulator.close());

/** What is on stock of MAT001 in its warehouse, and the warehouse's number. */
async function onHand(): Promise<readonly [quantity: number, stock: string]> {
  const [row] = await client.query({
    FormId: 'STK_Inventory',
    FieldKeys: 'FBaseQty,FStockId.FNumber',
    FilterString: "FMaterialId.FNumber='MAT001'",
  });
  assert.ok(row !== undefined);
  return row as [number, string];
}

async function save(formId: string, model: object): Promise<string> {
  const status = await client.status('Save', formId, { Model: model });
  assert.equal(status.IsSuccess, true, JSON.stringify(status));
  return status.SuccessEntitys[0]?.Number ?? '';
}

async function all(method: string, formId: string, number: string): Promise<void> {
  const status = await client.status(method, formId, { Numbers: [number] });
  assert.equal(status.IsSuccess, true, JSON.stringify(status));
}

describe('stock', () => {
  it('grows when a receipt is audited, and shrinks when that is taken back', async () => {
    const [before, stock] = await onHand();
    const number = await save('STK_InStock', {
      FSupplierId: { FNumber: 'VEN001' },
      FInStockEntry: [
        {
          FMaterialId: { FNumber: 'MAT001' },
          FRealQty: '12.5',
          FTaxPrice: '3',
          FStockId: { FNumber: stock },
        },
      ],
    });
    await all('Submit', 'STK_InStock', number);
    assert.equal((await onHand())[0], before);
    await all('Audit', 'STK_InStock', number);
    assert.equal((await onHand())[0], before + 12.5);
    await all('UnAudit', 'STK_InStock', number);
    assert.equal((await onHand())[0], before);
    const changes = simulator.journal
      .after(0, Infinity)
      .filter(({ kind }) => kind === 'level.changed')
      .map(({ data }) => [data['form'], data['field'], data['before'], data['after']]);
    const [low, high] = [String(before), String(before + 12.5)];
    assert.deepEqual(changes, [
      ['STK_Inventory', 'FBaseQty', low, high],
      ['STK_Inventory', 'FBaseQty', high, low],
    ]);
  });

  it('shrinks when goods leave', async () => {
    const [before, stock] = await onHand();
    const number = await save('SAL_OUTSTOCK', {
      FCustomerID: { FNumber: 'CUST0001' },
      FEntity: [{ FMaterialID: { FNumber: 'MAT001' }, FRealQty: 7, FStockID: { FNumber: stock } }],
    });
    await all('Submit', 'SAL_OUTSTOCK', number);
    await all('Audit', 'SAL_OUTSTOCK', number);
    assert.equal((await onHand())[0], before - 7);
  });
});

describe('a budget', () => {
  it('is used by an audited expense of its department and month', async () => {
    const [budget] = (await client.query({
      FormId: 'BM_BudgetBalance',
      FieldKeys: 'FID,FDeptId.FNumber,FExpenseId.FNumber,FUsedAmount,FBalance',
      OrderString: 'FYear DESC, FPeriod DESC, FID',
    })) as [[number, string, string, number, number]];
    const [id, department, expense, used, left] = budget;
    const number = await save('ER_ExpReimbursement', {
      FProposerID: { FNumber: 'HD001' },
      FRequestDeptID: { FNumber: department },
      FExpenseDeptID: { FNumber: department },
      FCONTACTUNIT: { FNumber: 'HD001' },
      FCausa: '出差',
      FEntity: [{ FExpID: { FNumber: expense }, FExpenseAmount: '120.30' }],
    });
    await all('Submit', 'ER_ExpReimbursement', number);
    const audit = { Numbers: [number], IsVerifyProcInst: 'false' };
    assert.equal((await client.status('Audit', 'ER_ExpReimbursement', audit)).IsSuccess, true);
    const [after] = await client.query({
      FormId: 'BM_BudgetBalance',
      FieldKeys: 'FUsedAmount,FBalance',
      FilterString: `FID=${String(id)}`,
    });
    assert.deepEqual(
      after?.map((amount) => Number(amount).toFixed(2)),
      [(used + 120.3).toFixed(2), (left - 120.3).toFixed(2)],
    );
  });
});
