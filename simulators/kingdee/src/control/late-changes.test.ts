import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { parseLocal } from '../server-time.js';
import { account, control, TestClient } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());
afterEach(() => {
  simulator.faults.clear();
});

interface Shown {
  readonly id: number;
  readonly number: string;
  readonly status: string;
}

async function create(more: object = {}): Promise<Shown> {
  const { acctId } = account(simulator);
  const body = { acctId, form, applicant: 'lixiaomei', amount: '100', submit: false, ...more };
  const { status, reply } = await control(simulator, 'POST', 'control/bills', body);
  assert.equal(status, 200, JSON.stringify(reply));
  return (reply as { bill: Shown }).bill;
}

async function act(number: string, step: string, body: object = {}): Promise<unknown> {
  const path = `control/bills/${account(simulator).acctId}/${form}/${number}/${step}`;
  const { status, reply } = await control(simulator, 'POST', path, { by: 'lixiaomei', ...body });
  assert.equal(status, 200, JSON.stringify(reply));
  return reply;
}

/** FModifyDate as UTC milliseconds. */
async function modifiedAt(number: string): Promise<number> {
  const [value] = (await client.order(number, 'FModifyDate')) ?? [];
  return parseLocal(String(value)) ?? NaN;
}

describe('a change made through the control interface', () => {
  it('may be committed late: it is seen now with a time long past', async () => {
    const early = await create();
    const from = simulator.clock.now();
    const late = await create({ lateMs: 30_000 });
    const until = simulator.clock.now();
    assert.ok(late.id > early.id);
    const madeAt = (await modifiedAt(late.number)) + 30_000;
    // The database keeps times in steps of some 3 ms.
    assert.ok(madeAt > from - 5 && madeAt < until + 5, `${String(madeAt - from)} ms`);
    const before = await modifiedAt(early.number);
    await act(early.number, 'submit', { lateMs: 600_000 });
    assert.ok((await modifiedAt(early.number)) < before);
    assert.deepEqual(await client.order(early.number, 'FDocumentStatus'), ['B']);
  });

  it('may carry a given time: several the same, or one of the future', async () => {
    const at = Date.UTC(2031, 0, 1);
    const [first, second] = [await create({ at }), await create({ at })];
    assert.deepEqual([await modifiedAt(first.number), await modifiedAt(second.number)], [at, at]);
  });

  it('may be silent: everything changes but FModifyDate', async () => {
    const { number } = await create();
    const before = await modifiedAt(number);
    simulator.clock.shift(60_000);
    await act(number, 'edit', { model: { F_PAEZ_Remark: '改' }, silent: true });
    assert.deepEqual(await client.order(number, 'F_PAEZ_Remark'), ['改']);
    assert.equal(await modifiedAt(number), before);
    await act(number, 'edit', { model: { F_PAEZ_Remark: '再改' } });
    assert.ok((await modifiedAt(number)) >= before + 60_000);
  });

  it('may be of any form, by a Model, an operation or a push', async () => {
    const { acctId } = account(simulator);
    const model = {
      FSupplierId: { FNumber: 'VEN001' },
      FPurchaseDeptId: { FNumber: 'BM01' },
      FPOOrderEntry: [{ FMaterialId: { FNumber: 'MAT001' }, FQty: 4, FTaxPrice: '2.5' }],
    };
    const path = `control/bills/${acctId}/${form}`;
    const { reply } = await control(simulator, 'POST', path, { by: 'lixiaomei', model });
    const { number } = (reply as { bill: Shown }).bill;
    await act(number, 'submit');
    await act(number, 'approve', { by: 'wangfang' });
    await act(number, 'approve', { by: 'chenguoqiang' });
    await act(number, 'operation', { number: 'Freeze' });
    assert.deepEqual(
      await client.order(number, 'FDocumentStatus,FMRPFreezeStatus,FBillAllAmount'),
      ['C', 'B', 10],
    );
    const { made } = (await act(number, 'push', { target: 'STK_InStock' })) as { made: Shown[] };
    assert.deepEqual(
      made.map(({ status }) => status),
      ['A'],
    );
    await act(number, 'close');
    await act(number, 'unclose');
    const blocked = await control(simulator, 'POST', `${path}/${number}/unaudit`, {
      by: 'lixiaomei',
    });
    assert.equal(blocked.status, 409);
  });
});

describe('the journal', () => {
  it('says of every change which version of the bill a client then sees', async () => {
    const { number, id } = await create();
    await act(number, 'submit');
    await act(number, 'approve', { by: 'wangfang' });
    await act(number, 'approve', { by: 'chenguoqiang' });
    const entries = simulator.journal
      .after(0, Infinity)
      .filter(({ kind, data }) => kind.startsWith('bill.') && data['id'] === id);
    const told = entries.map(({ kind, data }) => [
      kind,
      data['documentStatus'],
      (data['nodes'] as { name: string }[]).map(({ name }) => name),
    ]);
    assert.deepEqual(told, [
      ['bill.saved', 'A', []],
      ['bill.submitted', 'B', ['部门经理审批']],
      ['bill.node.decided', 'B', ['财务经理审批']],
      ['bill.node.decided', 'C', []],
      ['bill.audited', 'C', []],
    ]);
    const last = entries.at(-1)?.data ?? {};
    assert.equal(last['modifiedAt'], await modifiedAt(number));
    assert.deepEqual(
      [last['form'], last['acctId'], last['closeStatus'], last['cancelStatus']],
      [form, account(simulator).acctId, 'A', 'A'],
    );
  });

  it('names the waiting steps by the ids that the workflow form shows', async () => {
    const { number, id } = await create({ submit: true });
    const [row] = await client.query({
      FormId: 'WF_AssignmentBill',
      FieldKeys: 'FASSIGNID,FReceiverId',
      FilterString: `FStatus=0 and FBillNumber='${number}'`,
    });
    const entry = simulator.journal
      .after(0, Infinity)
      .filter(({ kind, data }) => kind === 'bill.submitted' && data['id'] === id)
      .at(0);
    assert.deepEqual(entry?.data['nodes'], [
      { assignId: row?.[0], name: '部门经理审批', receivers: [row?.[1]] },
    ]);
  });
});

describe('page drift', () => {
  const page = (startRow: number): Record<string, unknown> => ({
    FormId: form,
    FieldKeys: 'FID',
    OrderString: 'FModifyDate, FID',
    StartRow: startRow,
    Limit: 2,
  });
  async function ids(startRow: number): Promise<unknown[]> {
    return (await client.query(page(startRow))).map(([id]) => id);
  }

  it('touches bills between two pages, so that paging by row number misses as many', async () => {
    const all = [...(await ids(0)), ...(await ids(2))];
    simulator.faults.add({ kind: 'page-drift', target: 'ExecuteBillQuery', params: { bills: 1 } });
    const first = await ids(0);
    const second = await ids(2);
    assert.deepEqual(first, all.slice(0, 2));
    assert.equal(second.includes(all[2]), false);
    const [touched] = simulator.journal
      .after(0, Infinity)
      .filter(({ kind }) => kind === 'bill.touched');
    assert.equal(touched?.data['id'], all[0]);
  });

  it('deletes them as well', async () => {
    const [gone] = await ids(0);
    simulator.faults.add({ kind: 'page-drift', params: { change: 'delete' } });
    await ids(0);
    assert.equal((await client.status('View', form, { Id: String(gone) })).MsgCode, 10);
  });
});

describe('the interface’s own description', () => {
  it('names every kind of fault and every switch with its meaning', async () => {
    const { reply } = await control(simulator, 'GET', 'openapi.json');
    const text = JSON.stringify(reply);
    for (const kind of simulator.faults.kinds) {
      assert.ok(text.includes(JSON.stringify(`${kind.kind}: ${kind.description}`).slice(1, -1)));
    }
    for (const words of [
      'late commit',
      'Rows of one query reply',
      'Rights that people do not have',
    ]) {
      assert.ok(text.includes(words), words);
    }
  });
});

describe('the switches', () => {
  it('are each described', async () => {
    const { reply } = await control(simulator, 'GET', 'control/switches');
    const { switches, defaults, descriptions } = reply as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(descriptions ?? {}).sort(), Object.keys(switches ?? {}).sort());
    assert.deepEqual(Object.keys(defaults ?? {}).sort(), Object.keys(switches ?? {}).sort());
    assert.ok(
      Object.values(descriptions ?? {}).every(
        (text) => typeof text === 'string' && text.length > 10,
      ),
    );
  });
});
