import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { EntryRow, Row, Value } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';
import { textOf } from '../text.js';

/** One line of a result: a bill joined with at most one row of each entry. */
export interface JoinedRow {
  readonly row: Row;
  readonly entries: Readonly<Record<string, EntryRow | undefined>>;
}

/** A field path made ready to be read. */
export interface Column {
  /** The field whose type the values have. */
  readonly field: Field;
  /** The entry that multiplies lines, if the path stands in one. */
  readonly entry: string | undefined;
  read(joined: JoinedRow): Value;
}

const depthMax = 4;

/** Resolves `FSupplierId.FNumber` and the like; throws MsgCode 9 for a field that does not exist. */
export function resolveColumn(account: AccountSet, form: Form, path: string): Column {
  const [first = '', ...rest] = path.trim().split('.');
  const found = form.find(first);
  if (found === undefined || rest.length > depthMax) throw unknownField(path);
  const { field, entry } = found;
  const start: Column = { field, entry, read: (joined) => readField(form, field, entry, joined) };
  return rest.reduce((column, key) => follow(account, form, column, key, path), start);
}

function unknownField(path: string): BusinessError {
  return new BusinessError(msgCode.fieldUnknown, `元数据中标识为${path.trim()}的字段不存在`);
}

function readField(form: Form, field: Field, entry: string | undefined, joined: JoinedRow): Value {
  if (entry === undefined) {
    const value = joined.row.values[field.key];
    if (value === undefined) return field === form.keyField ? joined.row.id : null;
    return field.upperCase === true && typeof value === 'string' ? value.toUpperCase() : value;
  }
  const row = joined.entries[entry];
  if (row === undefined) return null;
  const upper = field.key.toUpperCase();
  if (upper === 'FENTRYID' || upper.endsWith('_FENTRYID')) return row.id;
  if (upper.endsWith('_FSEQ')) return row.seq;
  return row.values[field.key] ?? null;
}

/** One step along a reference: from a base data field to a field of the row it points at. */
function follow(
  account: AccountSet,
  form: Form,
  column: Column,
  key: string,
  path: string,
): Column {
  if (column.field.type !== 'base') throw unknownField(path);
  if (column.field.formFrom !== undefined) return followAny(account, form, column, key, path);
  const target = account.erp.forms.get(column.field.form ?? '');
  const field = key.toUpperCase() === 'ID' ? target.keyField : target.find(key)?.field;
  if (field === undefined) throw unknownField(path);
  return {
    field,
    entry: column.entry,
    read: (joined) => readReferred(account, target, field, column.read(joined)),
  };
}

/** A reference whose form is named by another field has only what all forms have: number and name. */
function followAny(
  account: AccountSet,
  form: Form,
  column: Column,
  key: string,
  path: string,
): Column {
  const upper = key.toUpperCase();
  if (upper !== 'FNUMBER' && upper !== 'FNAME') throw unknownField(path);
  const field: Field = { key: upper === 'FNUMBER' ? 'FNumber' : 'FName', name: '', type: 'text' };
  const kind = resolveColumn(account, form, column.field.formFrom ?? '');
  return {
    field,
    entry: column.entry,
    read: (joined) => {
      const target = account.erp.forms.find(textOf(kind.read(joined)));
      return target === undefined
        ? null
        : readReferred(account, target, field, column.read(joined));
    },
  };
}

function readReferred(account: AccountSet, target: Form, field: Field, id: Value): Value {
  if (typeof id !== 'number') return null;
  const row = account.row(target, id);
  return row === undefined
    ? null
    : (row.values[field.key] ?? (field === target.keyField ? id : null));
}
