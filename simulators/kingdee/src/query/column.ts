import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { EntryRow, Row, Value } from '../database/row.js';
import type { Field, Form, PlacedField } from '../forms/form.js';
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
  const [start, further] = firstColumn(form, found, rest, path);
  return further.reduce((column, key) => follow(account, form, column, key, path), start);
}

function unknownField(path: string): BusinessError {
  return new BusinessError(msgCode.fieldUnknown, `元数据中标识为${path.trim()}的字段不存在`);
}

/** A flex field needs the name of one of its dimensions; both together are one column. */
function firstColumn(
  form: Form,
  found: PlacedField,
  rest: readonly string[],
  path: string,
): readonly [Column, readonly string[]] {
  const { field, entry } = found;
  if (field.flex === undefined) {
    return [{ field, entry, read: fieldReader(form, field, entry) }, rest];
  }
  const [name = '', ...further] = rest;
  const bare = name.toUpperCase().replace(`${field.key.toUpperCase()}__`, '');
  const part = field.flex.find((each) => each.key.toUpperCase() === bare);
  if (part === undefined) throw unknownField(path);
  const stored: Field = { ...part, key: `${field.key}.${part.key}` };
  return [{ field: stored, entry, read: fieldReader(form, stored, entry) }, further];
}

function fieldReader(form: Form, field: Field, entry: string | undefined): Column['read'] {
  const { key } = field;
  if (entry !== undefined) return entryReader(key, entry);
  if (field === form.keyField) return ({ row }) => row.values[key] ?? row.id;
  if (field.upperCase === true) {
    return ({ row }) => {
      const value = row.values[key] ?? null;
      return typeof value === 'string' ? value.toUpperCase() : value;
    };
  }
  return ({ row }) => row.values[key] ?? null;
}

function entryReader(key: string, entry: string): Column['read'] {
  const upper = key.toUpperCase();
  if (upper === 'FENTRYID' || upper.endsWith('_FENTRYID')) {
    return ({ entries }) => entries[entry]?.id ?? null;
  }
  if (upper.endsWith('_FSEQ')) return ({ entries }) => entries[entry]?.seq ?? null;
  return ({ entries }) => entries[entry]?.values[key] ?? null;
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
