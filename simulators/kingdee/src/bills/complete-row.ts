import type { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import { exchangeRate } from '../database/exchange-rates.js';
import type { Row, Value, Values } from '../database/row.js';
import type { Field, FieldGroup, Form } from '../forms/form.js';
import { startOfDay } from '../server-time.js';
import { roleValue } from './bill-fields.js';
import { readValue } from './read-value.js';

/** The row that is completed, where it belongs. */
interface Completion {
  readonly account: AccountSet;
  readonly form: Form;
  readonly row: Row;
  /** Organisation of the caller's session. */
  readonly orgId: number;
}

/** Fills defaults, draws a number, and checks required and unique fields. */
export function completeRow(of: Completion, draft: boolean): void {
  const { account, form, row } = of;
  fillDefaults(of, form.headFields, row.values);
  for (const entry of form.entries) {
    for (const each of row.entries[entry.key] ?? []) fillDefaults(of, entry.fields, each.values);
  }
  giveNumber(account, form, row);
  checkUnique(account, form, row);
  if (draft) return;
  checkRequired(form.headFields, row.values, '');
  for (const entry of form.entries) checkEntry(entry, row);
}

function fillDefaults(of: Completion, fields: readonly Field[], values: Values): void {
  for (const field of fields) {
    if (field.copyOf !== undefined) values[field.key] = copied(of.account, fields, field, values);
    if (field.default === undefined || (values[field.key] ?? null) !== null) continue;
    values[field.key] = defaultOf(of, field, values);
  }
}

function defaultOf(of: Completion, field: Field, values: Values): Value {
  const { account, form, row, orgId } = of;
  switch (field.default) {
    case 'today':
      return startOfDay(account.now());
    case 'session':
      return orgId;
    case 'local':
      return currencyId(account, account.company.currency);
    case 'currency':
      return rateOf(account, form, row);
    default: {
      const raw = field.type === 'base' ? { FNumber: field.default } : field.default;
      return readValue(account, field, raw, values);
    }
  }
}

function rateOf(account: AccountSet, form: Form, row: Row): Big {
  const currencies = account.erp.forms.get('BD_Currency');
  const id = roleValue(form, row, 'currency');
  const code = account.row(currencies, Number(id))?.values['FCODE'];
  return exchangeRate(String(code ?? account.company.currency), account.company.currency);
}

function currencyId(account: AccountSet, code: string): number | null {
  for (const row of account.rows(account.erp.forms.get('BD_Currency'))) {
    if (row.values['FCODE'] === code) return Number(row.id);
  }
  return null;
}

function copied(
  account: AccountSet,
  fields: readonly Field[],
  field: Field,
  values: Values,
): Value {
  const [from = '', key = ''] = (field.copyOf ?? '').split('.');
  const form = fields.find((each) => each.key === from)?.form;
  const id = values[from];
  if (form === undefined || typeof id !== 'number') return null;
  return account.row(account.erp.forms.get(form), id)?.values[key] ?? null;
}

function giveNumber(account: AccountSet, form: Form, row: Row): void {
  const { number, numbering } = form.file;
  if (number === undefined || numbering === undefined || account.numberOf(form, row) !== '') return;
  for (;;) {
    const next = String(account.nextNumber(form.id)).padStart(numbering.digits, '0');
    if (account.rowByNumber(form, numbering.prefix + next) !== undefined) continue;
    row.values[number] = numbering.prefix + next;
    return;
  }
}

function checkUnique(account: AccountSet, form: Form, row: Row): void {
  const number = account.numberOf(form, row);
  const other = number === '' ? undefined : account.rowByNumber(form, number);
  if (other === undefined || other.id === row.id) return;
  // Allocated base data repeats its number, once for each organisation.
  const [own, others] = [row.values['FUseOrgId'] ?? null, other.values['FUseOrgId'] ?? null];
  if (form.file.kind === 'base' && own !== others) return;
  throw new BusinessError(
    msgCode.validation,
    `违反字段唯一性要求：编码唯一。[${number}]在当前系统中已经被使用。`,
    form.file.number ?? null,
  );
}

function checkRequired(fields: readonly Field[], values: Values, where: string): void {
  for (const field of fields) {
    const value = values[field.key] ?? null;
    if (field.required !== true || (value !== null && value !== '')) continue;
    throw new BusinessError(msgCode.validation, `${where}字段“${field.name}”是必填项`, field.key);
  }
}

function checkEntry(entry: FieldGroup, row: Row): void {
  const rows = row.entries[entry.key] ?? [];
  if (entry.required === true && rows.length === 0) {
    throw new BusinessError(msgCode.validation, `“${entry.name}”至少需要一行`, entry.key);
  }
  rows.forEach((each, index) => {
    checkRequired(entry.fields, each.values, `“${entry.name}”第${String(index + 1)}行`);
  });
}
