import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { orderModel, statusOf, TestClient, type Status } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

/** Saves, submits and audits a bill past its workflow; returns its id and those of its rows. */
async function audited(
  formId: string,
  model: object,
  entry: string,
): Promise<{ id: number; rows: number[] }> {
  const status = statusOf(await client.call('Save', formId, { Model: model }));
  assert.equal(status.IsSuccess, true, JSON.stringify(status.Errors));
  const id = status.SuccessEntitys[0]?.Id ?? 0;
  await client.call('Submit', formId, { Ids: String(id) });
  const audit = await client.status('Audit', formId, {
    Ids: String(id),
    IsVerifyProcInst: 'false',
  });
  assert.equal(audit.IsSuccess, true, JSON.stringify(audit.Errors));
  const filter = `FID=${String(id)}`;
  const rows = await client.query({
    FormId: formId,
    FieldKeys: `${entry}_FEntryID`,
    FilterString: filter,
  });
  return { id, rows: rows.map(([row]) => Number(row)) };
}

function execute(formId: string, operation: string, data: object): Promise<Status> {
  return client.status('ExcuteOperation', formId, operation, data);
}

function show(formId: string, id: number, fieldKeys: string): Promise<unknown[][]> {
  return client.query({ FormId: formId, FieldKeys: fieldKeys, FilterString: `FID=${String(id)}` });
}

describe('an operation on rows', () => {
  const line = { FMaterialId: { FNumber: 'MAT001' }, FQty: 1, FTaxPrice: 1 };

  it('closes an order’s rows one by one, and the order with the last', async () => {
    const order = await audited(
      form,
      { ...orderModel('1'), FPOOrderEntry: [line, line] },
      'FPOOrderEntry',
    );
    const [first] = order.rows;
    const named = { PkEntryIds: [{ Id: order.id, EntryIds: String(first) }] };
    assert.equal((await execute(form, 'MRPClose', named)).IsSuccess, true);
    const keys = 'FMRPCloseStatus,FCloseStatus';
    assert.deepEqual(await show(form, order.id, keys), [
      ['B', 'A'],
      ['A', 'A'],
    ]);
    assert.equal((await execute(form, 'MRPClose', named)).MsgCode, 11);
    const second = { PkEntryIds: [{ Id: order.id, EntryIds: String(order.rows[1]) }] };
    await execute(form, 'MRPClose', second);
    assert.deepEqual(await show(form, order.id, keys), [
      ['B', 'B'],
      ['B', 'B'],
    ]);
    assert.equal((await execute(form, 'MRPUnClose', second)).IsSuccess, true);
    assert.deepEqual(await show(form, order.id, keys), [
      ['B', 'A'],
      ['A', 'A'],
    ]);
  });

  it('freezes and terminates all rows when it names none', async () => {
    const order = await audited(
      form,
      { ...orderModel('1'), FPOOrderEntry: [line, line] },
      'FPOOrderEntry',
    );
    for (const operation of ['Freeze', 'Terminate']) {
      assert.equal((await execute(form, operation, { Ids: String(order.id) })).IsSuccess, true);
    }
    const keys = 'FMRPFreezeStatus,FMRPTerminateStatus';
    assert.deepEqual(await show(form, order.id, keys), [
      ['B', 'B'],
      ['B', 'B'],
    ]);
  });

  it('takes a production order from plan to close, step by step', async () => {
    const model = {
      FTreeEntity: [
        { FMaterialId: { FNumber: 'MAT001' }, FQty: 3, FWorkShopID: { FNumber: 'BM03' } },
      ],
    };
    const { id } = await audited('PRD_MO', model, 'FTreeEntity');
    const named = { Ids: String(id) };
    assert.equal((await execute('PRD_MO', 'ToStart', named)).IsSuccess, false);
    const states: unknown[] = [];
    for (const operation of [
      'ToPlanConfirm',
      'ToRelease',
      'ToStart',
      'ToFinish',
      'ToClose',
      'UndoToFinish',
    ]) {
      assert.equal((await execute('PRD_MO', operation, named)).IsSuccess, true, operation);
      states.push((await show('PRD_MO', id, 'FStatus'))[0]?.[0]);
    }
    assert.deepEqual(states, ['2', '3', '4', '5', '6', '5']);
  });
});

describe('an operation on the head', () => {
  it('disables base data and enables it again', async () => {
    const query = {
      FormId: 'BD_Supplier',
      FieldKeys: 'FForbidStatus',
      FilterString: "FNumber='VEN002'",
    };
    assert.equal((await execute('BD_Supplier', 'Forbid', { Numbers: ['VEN002'] })).IsSuccess, true);
    assert.deepEqual(await client.query(query), [['B']]);
    assert.equal((await execute('BD_Supplier', 'Forbid', { Numbers: ['VEN002'] })).MsgCode, 11);
    assert.equal((await execute('BD_Supplier', 'Enable', { Numbers: ['VEN002'] })).IsSuccess, true);
    assert.deepEqual(await client.query(query), [['A']]);
  });

  it('is known by both spellings of the method, by StatusConvert, and by number in any case', async () => {
    const { id } = await audited(form, orderModel('1'), 'FPOOrderEntry');
    const named = { Ids: String(id) };
    assert.equal(
      (await client.status('ExecuteOperation', form, 'billclose', named)).IsSuccess,
      true,
    );
    const back = { ...named, OperationNumber: 'BillUnClose' };
    assert.equal((await client.status('StatusConvert', form, back)).IsSuccess, true);
    assert.equal((await execute(form, 'UnAudit', named)).IsSuccess, true);
    assert.deepEqual(await show(form, id, 'FDocumentStatus,FCloseStatus'), [['D', 'A']]);
  });
});
