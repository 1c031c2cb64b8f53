import { before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Big } from 'big.js';
import { createErp } from '../create-erp.js';
import type { AccountSet } from '../database/account-set.js';
import { isDecimal, type Row, type Value, type Values } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';
import { startOfDay } from '../server-time.js';
import { createAccounts, type BusinessOptions } from './create-accounts.js';

const hourMs = 3_600_000;

/** All days of one test have the same business, whenever it runs: the clock stands on one day. */
function world(options: BusinessOptions = {}): readonly AccountSet[] {
  const erp = createErp();
  erp.clock.shift(Date.parse('2026-11-20T10:30:00+08:00') - erp.clock.now());
  return createAccounts(erp, options);
}

function bills(account: AccountSet): readonly { readonly form: Form; readonly row: Row }[] {
  return account.erp.forms.all
    .filter((form) => form.file.kind === 'bill')
    .flatMap((form) => [...account.rows(form)].map((row) => ({ form, row })));
}

function of(account: AccountSet, formId: string): readonly Row[] {
  return [...account.rows(account.erp.forms.get(formId))];
}

function decimal(values: Values, key: string): Big {
  const value = values[key];
  assert.ok(isDecimal(value), `${key} is ${String(value)}`);
  return value;
}

function sum(rows: readonly { readonly values: Values }[], key: string): string {
  return rows
    .filter(({ values }) => isDecimal(values[key]))
    .reduce((total, { values }) => total.plus(decimal(values, key)), new Big(0))
    .toFixed(2);
}

describe('the business of a year', () => {
  let accounts: readonly AccountSet[];
  let account: AccountSet;
  before(() => {
    accounts = world();
    [account] = accounts as [AccountSet];
  });

  it('adds up: every total is the sum of its rows, to the cent', () => {
    const wrong = bills(account).flatMap(({ form, row }) =>
      (form.file.calculations ?? [])
        .filter(({ rule }) => rule === 'sum')
        .flatMap(({ set, of: [key = ''] }) => {
          const rows = row.entries[form.find(key)?.entry ?? ''] ?? [];
          const total = decimal(row.values, set).toFixed(2);
          return total === sum(rows, key) ? [] : [`${form.id} ${String(row.id)} ${set} ${total}`];
        }),
    );
    assert.deepEqual(wrong, []);
  });

  it('balances: debit is credit on every voucher', () => {
    const vouchers = of(account, 'GL_VOUCHER');
    assert.ok(vouchers.length > 100);
    for (const { values } of vouchers) {
      assert.equal(
        decimal(values, 'FDEBITTOTAL').toFixed(2),
        decimal(values, 'FCREDITTOTAL').toFixed(2),
      );
      assert.ok(decimal(values, 'FDEBITTOTAL').gt(0));
    }
  });

  it('splits what is due into instalments that add up, settled and open', () => {
    for (const formId of ['AP_Payable', 'AR_receivable']) {
      for (const row of of(account, formId)) {
        const plans = row.entries['FEntityPlan'] ?? [];
        const total = decimal(row.values, 'FALLAMOUNTFOR').toFixed(2);
        assert.equal(sum(plans, 'FPAYAMOUNTFOR'), total);
        const settled = new Big(sum(plans, 'FWRITTENOFFAMOUNTFOR'));
        assert.equal(settled.plus(sum(plans, 'FNOTWRITTENOFFAMOUNTFOR')).toFixed(2), total);
        const state = settled.eq(0) ? 'A' : settled.eq(total) ? 'C' : 'B';
        assert.equal(row.values['FWRITTENOFFSTATUS'], state);
      }
    }
  });

  it('refers only to rows that exist, of its own organisation', () => {
    const broken = bills(account).flatMap(({ form, row }) => {
      const lines = form.entries.flatMap((entry) =>
        (row.entries[entry.key] ?? []).map(({ values }) => ({ fields: entry.fields, values })),
      );
      return [{ fields: form.headFields, values: row.values }, ...lines].flatMap(
        ({ fields, values }) =>
          fields
            .filter((field) => !isSound(account, field, values))
            .map((field) => `${form.id} ${field.key} ${String(values[field.key])}`),
      );
    });
    assert.deepEqual(broken, []);
  });

  it('links the bills of a chain, forward in time', () => {
    let links = 0;
    for (const { form, row } of bills(account)) {
      for (const { from, to } of account.links.upstreamOf({
        formId: form.id,
        id: Number(row.id),
      })) {
        links += 1;
        const source = account.row(account.erp.forms.get(from.formId), from.id);
        const rows = Object.values(source?.entries ?? {}).flat();
        assert.ok(
          rows.some(({ id }) => id === from.entryId),
          `${from.formId} ${String(from.id)}`,
        );
        assert.ok(from.id < to.id);
      }
    }
    assert.ok(links > 500, String(links));
  });

  it('never receives more than was ordered, and closes an order that is complete', () => {
    for (const row of of(account, 'PUR_PurchaseOrder')) {
      const rows = row.entries['FPOOrderEntry'] ?? [];
      for (const { values } of rows) {
        assert.ok(decimal(values, 'FStockInQty').lte(decimal(values, 'FQty')));
      }
      if (row.values['FCloseStatus'] === 'B') {
        assert.equal(sum(rows, 'FStockInQty'), sum(rows, 'FQty'));
      }
    }
  });

  it('keeps stock above the safety level and budgets above what was spent', () => {
    const materials = account.erp.forms.get('BD_MATERIAL');
    const stock = of(account, 'STK_Inventory');
    assert.ok(stock.length >= 18);
    for (const { values } of stock) {
      const safety = account.row(materials, Number(values['FMaterialId']))?.values['FSafeStock'];
      assert.ok(isDecimal(safety) && decimal(values, 'FBaseQty').gt(safety));
    }
    for (const { values } of of(account, 'BM_BudgetBalance')) {
      const left = decimal(values, 'FBudgetAmount').minus(decimal(values, 'FUsedAmount'));
      assert.equal(decimal(values, 'FBalance').toFixed(), left.toFixed());
      assert.ok(left.gt(0));
    }
  });

  it('has of everything: rejected, voided, drafts, closed, overdue, partly paid, foreign money', () => {
    const all = bills(account);
    const has = (test: (values: Values) => boolean): boolean =>
      all.some(({ row }) => test(row.values));
    const now = account.now();
    assert.deepEqual(
      {
        rejected: has((values) => values['FDocumentStatus'] === 'D'),
        voided: has((values) => values['FCancelStatus'] === 'B'),
        drafts: has((values) => values['FDocumentStatus'] === 'Z'),
        closed: has((values) => values['FCloseStatus'] === 'B'),
        overdue: of(account, 'AR_receivable').some(
          ({ values }) => Number(values['FENDDATE_H']) < now && values['FWRITTENOFFSTATUS'] !== 'C',
        ),
        partly: accounts.some((each) =>
          of(each, 'AP_Payable').some(({ values }) => values['FWRITTENOFFSTATUS'] === 'B'),
        ),
        foreign: of(account, 'AP_Payable').some(({ values }) =>
          decimal(values, 'FALLAMOUNT').gt(decimal(values, 'FALLAMOUNTFOR').times(2)),
        ),
      },
      {
        rejected: true,
        voided: true,
        drafts: true,
        closed: true,
        overdue: true,
        partly: true,
        foreign: true,
      },
    );
  });

  it('ends the evening before, with nothing waiting for anybody', () => {
    const today = startOfDay(account.now());
    const late = bills(account).filter(
      ({ row }) => Number(row.values['FModifyDate'] ?? row.values['FMODIFYDATE']) >= today - hourMs,
    );
    assert.deepEqual(late, []);
    const running = account.erp.forms.get('WF_AssignmentBill_ProcManage');
    for (const each of accounts) assert.deepEqual([...each.rows(running)], []);
  });

  it('is the same for the same seed, and another for another', () => {
    const printed = (options: BusinessOptions): string =>
      JSON.stringify(
        world({ days: 60, ...options }).map((each) =>
          bills(each).map(({ form, row }) => [form.id, row]),
        ),
      );
    const first = printed({ seed: 5 });
    assert.equal(printed({ seed: 5 }) === first, true);
    assert.equal(printed({ seed: 6 }) === first, false);
  });
});

describe('a larger group', () => {
  it('puts several organisations in one account book, each with its own bills and base data', () => {
    const books = world({ subsidiaries: 7, organisationsPerAccount: 3, days: 40 });
    const orgNumbers = books.map((book) =>
      book.organisations.map(({ company }) => company.orgNumber),
    );
    assert.deepEqual(orgNumbers, [['100', '300', '400'], ['200', '500', '600'], ['700']]);
    const [first] = books as [AccountSet];
    const buyers = new Set(
      of(first, 'PUR_PurchaseOrder').map(({ values }) => values['FPurchaseOrgId']),
    );
    assert.equal(buyers.size, 3);
    const same = of(first, 'BD_Supplier').filter(({ values }) => values['FNumber'] === 'VEN001');
    assert.equal(new Set(same.map(({ values }) => values['FUseOrgId'])).size, 3);
    assert.equal(books[2]?.acctId, '5f0000000000a3');
  });

  it('leaves approvals open where asked', () => {
    const books = world({
      subsidiaries: 3,
      organisationsPerAccount: 2,
      days: 10,
      openApprovals: 4,
    });
    const open = books.map((book) => [
      ...book.rows(book.erp.forms.get('WF_AssignmentBill_ProcManage')),
    ]);
    assert.deepEqual(
      open.map((tasks) => tasks.length),
      [8, 4],
    );
    const submitted = of(books[1] as AccountSet, 'PUR_PurchaseOrder').filter(
      ({ values }) => values['FDocumentStatus'] === 'B',
    );
    assert.equal(submitted.length, 4);
  });

  it('has master data and stock but no bills but the few of the demonstration without days', () => {
    const [first] = world({ days: 0 }) as [AccountSet];
    assert.equal(bills(first).length, 5);
    assert.equal(of(first, 'STK_Inventory').length, 18);
  });

  it('refuses numbers out of range by name', () => {
    assert.throws(() => world({ subsidiaries: 0 }), /business\.subsidiaries is 0.*1 to 500/);
    assert.throws(() => world({ days: 1.5 }), /business\.days is 1\.5/);
  });
});

/** Whether a reference is empty, or points at a row that the bill's organisation may use. */
function isSound(account: AccountSet, field: Field, values: Values): boolean {
  const id: Value = values[field.key] ?? null;
  if (field.type !== 'base' || id === null) return true;
  const formId = field.form ?? values[field.formFrom ?? ''];
  const form = typeof formId === 'string' ? account.erp.forms.find(formId) : undefined;
  const row = form === undefined ? undefined : account.row(form, Number(id));
  const usedBy = row?.values['FUseOrgId'] ?? null;
  return row !== undefined && (usedBy === null || usedBy === account.orgId);
}
