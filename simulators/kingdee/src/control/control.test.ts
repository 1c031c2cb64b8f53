import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { control, TestClient } from '../testing/client.js';

interface Bill {
  readonly id: number;
  readonly number: string;
  readonly status: string;
  readonly amount: string;
  readonly localAmount: string;
  readonly pending: readonly { readonly userName: string }[];
  readonly node: string;
}

const acctId = '5f0000000000a1';

let simulator: KingdeeSimulator;
before(async () => {
  simulator = await startKingdeeSimulator();
});
after(() => simulator.close());

async function create(more: object = {}): Promise<Bill> {
  const body = {
    acctId,
    form: 'PUR_PurchaseOrder',
    applicant: 'lixiaomei',
    amount: '86000',
    ...more,
  };
  const { status, reply } = await control(simulator, 'POST', 'control/bills', body);
  assert.equal(status, 200, JSON.stringify(reply));
  return (reply as { bill: Bill }).bill;
}

async function act(
  number: string,
  step: string,
  body: object,
): Promise<{ status: number; bill: Bill; error: string }> {
  const path = `control/bills/${acctId}/PUR_PurchaseOrder/${number}/${step}`;
  const { status, reply } = await control(simulator, 'POST', path, body);
  return { status, ...(reply as { bill: Bill; error: string }) };
}

describe('the control interface', () => {
  it('lets a person create, have approved and see the history of a bill', async () => {
    const bill = await create({ note: '备货' });
    assert.deepEqual(
      [bill.status, bill.node, bill.pending[0]?.userName],
      ['B', '部门经理审批', 'wangfang'],
    );
    await act(bill.number, 'approve', { by: 'wangfang', opinion: '好' });
    const done = await act(bill.number, 'approve', { by: 'chenguoqiang' });
    assert.equal(done.bill.status, 'C');
    const path = `control/bills/${acctId}/PUR_PurchaseOrder/${bill.number}`;
    const { reply } = await control(simulator, 'GET', path);
    const { history } = reply as { history: { node: string; name: string; opinion: string }[] };
    assert.deepEqual(
      history.map(({ node, name, opinion }) => [node, name, opinion]),
      [
        ['部门经理审批', '王芳', '好'],
        ['财务经理审批', '陈国强', ''],
      ],
    );
  });

  it('gives every step of a person', async () => {
    const { number } = await create({ submit: false });
    const by = 'lixiaomei';
    const statuses = [];
    for (const [step, body] of [
      ['submit', { by }],
      ['withdraw', { by }],
      ['submit', { by }],
      ['reject', { by: 'wangfang', opinion: '不对' }],
      ['void', { by }],
    ] as const) {
      statuses.push((await act(number, step, body)).bill.status);
    }
    assert.deepEqual(statuses, ['B', 'D', 'B', 'D', 'D']);
    await act(number, 'delete', { by });
    const path = `control/bills/${acctId}/PUR_PurchaseOrder/${number}`;
    assert.equal((await control(simulator, 'GET', path)).status, 404);
  });

  it('changes an amount under the approver’s eyes, keeping node and status', async () => {
    const { number } = await create({ currency: 'USD', exchangeRate: '7' });
    const { bill } = await act(number, 'amount', { by: 'lixiaomei', amount: '100000.50' });
    assert.deepEqual(
      [bill.amount, bill.localAmount, bill.status, bill.node],
      ['100000.50', '700003.50', 'B', '部门经理审批'],
    );
  });

  const refusals: { name: string; path: string; body: object; status: number; says: RegExp }[] = [
    {
      name: 'an approval by somebody without a task',
      path: 'approve',
      body: { by: 'liuyang' },
      status: 409,
      says: /刘洋.*没有待办任务/,
    },
    {
      name: 'a person who does not exist',
      path: 'approve',
      body: { by: 'ghost' },
      status: 404,
      says: /no user "ghost"/,
    },
    {
      name: 'an audit past the workflow',
      path: 'audit',
      body: { by: 'wangfang' },
      status: 409,
      says: /流程实例/,
    },
    { name: 'a step without a person', path: 'submit', body: {}, status: 400, says: /'by'/ },
    {
      name: 'an amount that is none',
      path: 'amount',
      body: { by: 'lixiaomei', amount: 'lots' },
      status: 409,
      says: /无效/,
    },
  ];
  for (const { name, path, body, status, says } of refusals) {
    it(`refuses ${name} with ${String(status)}`, async () => {
      const { number } = await create();
      const answer = await act(number, path, body);
      assert.equal(answer.status, status);
      assert.match(answer.error, says);
    });
  }

  it('lists bills of one account book, newest first', async () => {
    const { number } = await create();
    const { reply } = await control(
      simulator,
      'GET',
      `control/bills?acctId=${acctId}&form=PUR_PurchaseOrder&limit=1`,
    );
    assert.deepEqual(
      (reply as { bills: Bill[] }).bills.map((bill) => bill.number),
      [number],
    );
    const seeded = await control(
      simulator,
      'GET',
      'control/bills?acctId=5f0000000000a2&status=C&form=CN_PAYAPPLY&limit=2',
    );
    assert.deepEqual(
      (seeded.reply as { bills: Bill[] }).bills.map((bill) => bill.amount),
      ['63500.50', '12800.00'],
    );
  });

  it('tells what a client needs to log in, the same as at start', async () => {
    const { reply } = await control(simulator, 'GET', 'control/accounts');
    const { accounts } = reply as { accounts: Record<string, unknown>[] };
    const printed = accounts.map(({ acctId: id, orgNumber, organisations, lcid, users, apps }) => ({
      acctId: id,
      orgNumber,
      organisations,
      lcid,
      users,
      apps,
    }));
    assert.deepEqual(printed, simulator.accounts);
    assert.match(simulator.accounts[0]?.apps[0]?.appId ?? '', /^\d+_[A-Za-z0-9+/]{32}$/);
  });

  it('describes all of it and serves the page', async () => {
    const { reply } = await control(simulator, 'GET', 'openapi.json');
    const paths = Object.keys((reply as { paths: object }).paths);
    for (const step of ['submit', 'withdraw', 'approve', 'reject', 'amount', 'delete', 'void']) {
      assert.ok(paths.includes(`/control/bills/{acctId}/{form}/{bill}/${step}`), step);
    }
    const page = await fetch(simulator.control);
    assert.match(await page.text(), /<html lang="zh-CN">/);
  });

  it('writes into the database past every check, so that a client meets what should not be', async () => {
    const form = 'PUR_PurchaseOrder';
    const [one, two] = [await create({ submit: false }), await create({ submit: false })];
    const path = ({ id }: Bill): string => `control/bills/${acctId}/${form}/${String(id)}/values`;
    const values = { FBillNo: 'TWICE', fdocumentstatus: '?' };
    await control(simulator, 'PUT', path(one), { values });
    await control(simulator, 'PUT', path(two), { values: { FBillNo: 'TWICE' } });
    const rows = await new TestClient(simulator).query({
      FormId: form,
      FieldKeys: 'FBillNo,FDocumentStatus',
      FilterString: `FID in (${String(one.id)},${String(two.id)})`,
      OrderString: 'FID',
    });
    assert.deepEqual(rows, [
      ['TWICE', '?'],
      ['TWICE', 'A'],
    ]);
    const { status } = await control(simulator, 'PUT', path(one), { values: { FNoSuch: 1 } });
    assert.equal(status, 404);
  });

  it('adds a person who can log in at once', async () => {
    const body = {
      acctId,
      userName: 'newone',
      name: '新人',
      jobNumber: 'HD099',
      mobile: '13800001099',
      department: 'BM01',
    };
    const { reply } = await control(simulator, 'POST', 'control/users', body);
    const { userId } = reply as { userId: number };
    const rows = await new TestClient(simulator).query({
      FormId: 'SEC_User',
      FieldKeys: 'FUserID,FLinkObject.FName,FLinkObject.FMobile',
      FilterString: "FName='newone'",
    });
    assert.deepEqual(rows, [[userId, '新人', '13800001099']]);
    assert.equal((await control(simulator, 'POST', 'control/users', body)).status, 409);
  });

  it('starts with an empty journal and the same secrets every time', async () => {
    const again = await startKingdeeSimulator();
    assert.deepEqual(again.journal.after(0), []);
    assert.deepEqual(again.accounts[0]?.apps, simulator.accounts[0]?.apps);
    await again.close();
  });
});
