import { before, it } from 'node:test';
import assert from 'node:assert/strict';
import { createAccounts } from '../business/create-accounts.js';
import { Random } from '../business/random.js';
import { createErp } from '../create-erp.js';
import type { AccountSet } from '../database/account-set.js';
import { randomCondition, type Condition, type Sample } from '../testing/random-condition.js';
import { queryBills } from './query-bills.js';

let account: AccountSet;
let samples: readonly Sample[];

before(() => {
  const erp = createErp();
  [account] = createAccounts(erp, { days: 250, billsPerDay: 15, subsidiaries: 1 }) as [AccountSet];
  const orders = [...account.rows(erp.forms.get('PUR_PurchaseOrder'))];
  samples = orders.map(({ id, values }) => ({ id: Number(id), values }));
});

function select(filter: string | readonly unknown[]): readonly unknown[] {
  const { rows } = queryBills(account, {
    formId: 'PUR_PurchaseOrder',
    fieldKeys: 'FID',
    filter,
    order: 'FID',
    startRow: 0,
    limit: 0,
    topRowCount: 0,
  });
  return rows.flat();
}

it('text and array form of a random condition select the rows that it holds for', () => {
  assert.ok(samples.length > 20);
  const seed = Date.now() % 1_000_000;
  const selected = new Set<number>();
  for (let run = 0; run < 400; run += 1) {
    const random = new Random(seed + run);
    const condition = randomCondition(random, samples, random.int(0, 4));
    const want = samples.filter((sample) => condition.holds(sample) === true).map(({ id }) => id);
    const says = (form: string): string =>
      `seed ${String(seed + run)}, ${form} form of ${condition.text}`;
    assert.deepEqual(select(condition.text), want, says('text'));
    if (condition.items !== undefined)
      assert.deepEqual(select(itemsOf(condition)), want, says('array'));
    selected.add(want.length);
  }
  assert.ok(selected.size > 10, 'conditions that select different numbers of rows');
});

/** The last item's Logic is not read, so any will do. */
function itemsOf({ items }: Condition): readonly unknown[] {
  return items ?? [];
}
