import { Decimal, HubError } from '@hub/core';
import type { Level } from '@hub/source';
import { decimalOf, identity, textOf } from './cells.js';
import { Columns, type Row } from './columns.js';
import { currencyOf } from './currency.js';
import { isOneOf } from './filter.js';
import { titleOf } from './form.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { all } from './levels.js';

/**
 * What is left of budgets, by organisation, department, expense and period. The vendor has no published interface for
 * it; sites that watch budgets offer this form by a plug-in. Without it there are no levels.
 */
const budgetForm = 'BM_BudgetBalance';
const titles = { 2052: '预算余额', 1033: 'Budget balance', 3076: '預算餘額' };

export async function budgetLevels(
  client: K3CloudClient,
  organisations: readonly string[],
): Promise<readonly Level[]> {
  if (!(await isThere(client))) return [];
  const columns = new Columns([
    'FID',
    'FOrgId.FNumber',
    'FDeptId',
    'FDeptId.FName',
    'FDeptId.FNumber',
    'FExpenseId.FNumber',
    'FExpenseId.FName',
    'FYear',
    'FPeriod',
    'FCurrencyId.FCODE',
    'FCurrencyId.FNumber',
    'FBalance',
  ]);
  const filter = isOneOf('FOrgId.FNumber', organisations);
  const rows = await all(client, columns, { form: budgetForm, filter, key: 'FID' });
  return rows.map((row) => levelOf(row, client.lcid));
}

/** Somebody overspends when less than nothing is left; tenants set earlier limits themselves. */
function levelOf(row: Row, lcid: number): Level {
  const organisation = textOf(row.of('FOrgId', '.FNumber')) ?? '';
  const department = textOf(row.of('FDeptId', '.FNumber')) ?? '';
  const expense = textOf(row.of('FExpenseId', '.FNumber')) ?? '';
  const period = [row.of('FYear'), row.of('FPeriod')].map((cell) => textOf(cell) ?? '').join('-');
  const place = [organisation, department, expense, period].join('/');
  const unit = currencyOf(row.of('FCurrencyId', '.FCODE'), row.of('FCurrencyId', '.FNumber'));
  const left = decimalOf(row.of('FBalance'), `${budgetForm} ${place}`) ?? new Decimal('0');
  return {
    form: budgetForm,
    documentId: place,
    departmentId: identity(row.of('FDeptId')),
    summary: {
      number: `${expense} ${period}`,
      title: titleOf({ form: budgetForm, titles }, lcid),
      amount: null,
      localAmount: null,
      counterparty: null,
      department: textOf(row.of('FDeptId', '.FName')),
      organisation,
      applicant: null,
      date: null,
      note: textOf(row.of('FExpenseId', '.FName')),
    },
    value: { value: left, unit },
    limit: { value: new Decimal('0'), unit },
  };
}

async function isThere(client: K3CloudClient): Promise<boolean> {
  try {
    await client.businessInfo(budgetForm);
    return true;
  } catch (error) {
    if (error instanceof HubError && error.code === 'KINGDEE_FORM_UNKNOWN') return false;
    throw error;
  }
}
