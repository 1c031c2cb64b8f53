import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row, Values } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';

const organisations = 'ORG_Organizations';

/**
 * Base data is allocated per organisation: the same number stands once for each. What the bill refers to is exchanged
 * for the row of the bill's own organisation, and refused when it has none, although the number exists elsewhere.
 */
export function useAllocated(account: AccountSet, form: Form, row: Row): void {
  const orgId = organisationOf(form, row);
  if (orgId === undefined) return;
  allocateFields(account, form.headFields, row.values, orgId);
  for (const entry of form.entries) {
    for (const { values } of row.entries[entry.key] ?? []) {
      allocateFields(account, entry.fields, values, orgId);
    }
  }
}

/** The rows of a number, one per organisation that uses it. */
export function rowsOfNumber(account: AccountSet, form: Form, number: string): readonly Row[] {
  const wanted = number.toUpperCase();
  return [...account.rows(form)].filter(
    (row) => account.numberOf(form, row).toUpperCase() === wanted,
  );
}

/** The row of a number that an organisation uses; where it uses none, the first of that number. */
export function findNumber(
  account: AccountSet,
  form: Form,
  number: string,
  orgId: number,
): Row | undefined {
  const first = account.rowByNumber(form, number);
  if (first === undefined || isUsedBy(first, orgId)) return first;
  return rowsOfNumber(account, form, number).find((row) => isUsedBy(row, orgId)) ?? first;
}

/** The bill's organisation: the first field that takes the session's; undefined when it has none. */
export function organisationOf(form: Form, row: Row): number | undefined {
  const field = form.headFields.find(
    (each) => each.form === organisations && each.default === 'session',
  );
  const id = field === undefined ? null : row.values[field.key];
  return typeof id === 'number' ? id : undefined;
}

function allocateFields(
  account: AccountSet,
  fields: readonly Field[],
  values: Values,
  orgId: number,
): void {
  for (const field of fields) {
    const id = values[field.key];
    const formId = field.form ?? values[field.formFrom ?? ''];
    if (field.type !== 'base' || typeof id !== 'number' || typeof formId !== 'string') continue;
    const form = account.erp.forms.find(formId);
    const referred = form === undefined ? undefined : account.row(form, id);
    if (form === undefined || referred === undefined || isUsedBy(referred, orgId)) continue;
    const number = account.numberOf(form, referred);
    const own = rowsOfNumber(account, form, number).find((each) => isUsedBy(each, orgId));
    if (own === undefined) {
      throw new BusinessError(
        msgCode.validation,
        `字段“${field.name}”的值“${number}”在基础资料“${form.name}”中不存在：未分配到当前组织。`,
        field.key,
      );
    }
    values[field.key] = own.id;
  }
}

function isUsedBy(row: Row, orgId: number): boolean {
  const usedBy = row.values['FUseOrgId'] ?? null;
  return usedBy === null || usedBy === orgId;
}
