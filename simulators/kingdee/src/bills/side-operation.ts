import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row, Values } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { headValue, setHead } from './bill-fields.js';
import type { SideOperation } from './bill-life.js';
import { refusal } from './require-step.js';

/** The operation of a number on a form, in any case of letters. */
export function findOperation(account: AccountSet, form: Form, number: string): SideOperation {
  const named = account.erp.life.operations.filter(
    (each) => each.number.toUpperCase() === number.toUpperCase(),
  );
  if (named.length === 0) {
    throw new BusinessError(msgCode.exception, `操作编码“${number}”不存在。`);
  }
  const own = named.find((each) => supports(form, each));
  if (own !== undefined) return own;
  throw new BusinessError(msgCode.notOperable, `${form.name}不支持操作“${number}”。`);
}

/** Whether a form has an operation. */
export function supports(form: Form, operation: SideOperation): boolean {
  if (operation.forms !== undefined) return operation.forms.includes(form.id);
  return form.headKey(operation.field) !== undefined;
}

/** Moves the field of the operation, on the head or on the rows meant; all fit or nothing is changed. */
export function applyOperation(
  account: AccountSet,
  form: Form,
  row: Row,
  wanted: { readonly operation: SideOperation; readonly rowIds: readonly number[] },
): void {
  const { operation, rowIds } = wanted;
  const status = headValue(form, row, 'FDocumentStatus');
  const inStatus =
    form.headKey('FDocumentStatus') === undefined ||
    operation.status.some((each) => each === status);
  if (operation.entry === undefined) {
    const now = headValue(form, row, operation.field);
    if (!inStatus || !operation.from.includes(String(now ?? 'A'))) {
      throw refusal(account, form, row, operation.refused);
    }
    setHead(form, row, operation.field, operation.to);
    return;
  }
  const all = row.entries[operation.entry] ?? [];
  const meant = rowIds.length === 0 ? all : all.filter(({ id }) => rowIds.includes(id));
  const fits = meant.every(({ values }) => operation.from.includes(rowState(operation, values)));
  if (!inStatus || meant.length === 0 || !fits) {
    throw refusal(account, form, row, operation.refused);
  }
  for (const { values } of meant) values[operation.field] = operation.to;
  const { whenAllRows: head } = operation;
  if (head === undefined) return;
  const last = head.to === headValue(form, row, head.field);
  const everyRow = all.every(({ values }) => rowState(operation, values) === 'B');
  if (everyRow !== last) setHead(form, row, head.field, everyRow ? head.to : head.back);
}

/** A row that nobody has touched stands at the first state of its field. */
function rowState(operation: SideOperation, values: Values): string {
  const value = values[operation.field];
  if (typeof value === 'string' && value !== '') return value;
  return operation.field === 'FStatus' ? '1' : 'A';
}
