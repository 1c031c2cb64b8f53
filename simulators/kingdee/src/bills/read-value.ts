import { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row, Value, Values } from '../database/row.js';
import type { Field, Form } from '../forms/form.js';
import { parseLocal, startOfDay } from '../server-time.js';
import { textOf } from '../text.js';

const textLengthMax = 2000;

/** How a Model's base data is looked up. */
export interface ReferenceRules {
  /** NumberSearch: by number; otherwise what stands in the number's place is an internal id. */
  readonly byNumber: boolean;
  /** What a number that does not exist becomes. */
  readonly unknown: 'refused' | 'emptied';
}

export const byNumber: ReferenceRules = { byNumber: true, unknown: 'refused' };

/** Reads one value of a Model into the field's type. Throws with the field's name when it does not fit. */
export function readValue(
  account: AccountSet,
  field: Field,
  raw: unknown,
  values: Values,
  references = byNumber,
): Value {
  if (raw === null || raw === undefined) return null;
  if (field.type === 'base') return readReference(account, field, raw, { values, references });
  if (typeof raw === 'object') throw invalid(field, JSON.stringify(raw));
  const text = textOf(raw).trim();
  if (text === '' && field.type !== 'text') return null;
  switch (field.type) {
    case 'text':
    case 'status':
      if (text.length > textLengthMax) throw truncated();
      return textOf(raw);
    case 'code':
      if (field.codes !== undefined && !Object.hasOwn(field.codes, text))
        throw invalid(field, text);
      return text;
    case 'bool':
      return readBoolean(field, text);
    case 'date':
    case 'datetime':
      return readTime(field, text);
    case 'decimal':
      return readDecimal(field, text);
    case 'id':
    case 'int':
      if (!/^-?\d{1,15}$/.test(text)) throw invalid(field, text);
      return Number(text);
  }
}

/** The row that a base data field points at. */
function referredForm(account: AccountSet, field: Field, values: Values): Form {
  if (field.formFrom === undefined) return account.erp.forms.get(field.form ?? '');
  const named = values[field.formFrom];
  const form = typeof named === 'string' ? account.erp.forms.find(named) : undefined;
  if (form === undefined) throw invalid(field, textOf(named));
  return form;
}

function readReference(
  account: AccountSet,
  field: Field,
  raw: unknown,
  { values, references }: { values: Values; references: ReferenceRules },
): Value {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    if (raw === '' || raw === 0) return null;
    throw new BusinessError(
      msgCode.validation,
      `字段“${field.name}”是基础资料字段，值需要字典格式，例如{"FNumber":"编码"}。`,
      field.key,
    );
  }
  const form = referredForm(account, field, values);
  const named = Object.entries(raw as Record<string, unknown>).filter(
    ([, value]) => value !== null && value !== '' && value !== 0,
  );
  const [first] = named;
  if (first === undefined) return null;
  const value = textOf(first[1]);
  const row = references.byNumber
    ? findByName(account, form, first[0], value)
    : account.row(form, Number(value));
  if (row === undefined && references.unknown === 'emptied') return null;
  if (row === undefined) {
    throw new BusinessError(
      msgCode.validation,
      `字段“${field.name}”的值“${textOf(first[1])}”在基础资料“${form.name}”中不存在。`,
      field.key,
    );
  }
  return row.id;
}

/** `FNumber` and its spellings find by number; the primary key, `Id` or `FID` by id; any other key by its value. */
function findByName(account: AccountSet, form: Form, key: string, value: string): Row | undefined {
  const upper = key.toUpperCase();
  if (upper === 'FNUMBER' || upper === form.file.number?.toUpperCase()) {
    return account.rowByNumber(form, value);
  }
  if (upper === form.keyField.key.toUpperCase() || upper === 'ID' || upper === 'FID') {
    return account.row(form, Number(value));
  }
  const own = form.headKey(key);
  if (own === undefined) return undefined;
  for (const row of account.rows(form)) if (row.values[own] === value) return row;
  return undefined;
}

function readBoolean(field: Field, text: string): boolean {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === '1') return true;
  if (lower === 'false' || lower === '0') return false;
  throw invalid(field, text);
}

function readTime(field: Field, text: string): number {
  const ms = parseLocal(text);
  if (ms === undefined) throw invalid(field, text);
  return field.type === 'date' ? startOfDay(ms) : ms;
}

function readDecimal(field: Field, text: string): Big {
  if (!/^[-+]?\d{1,18}(\.\d+)?$/.test(text)) throw invalid(field, text);
  return new Big(text.replace('+', '')).round(10);
}

/** No form checks the length of a text; the database does. */
function truncated(): BusinessError {
  return new BusinessError(msgCode.database, '将截断字符串或二进制数据。语句已终止。');
}

function invalid(field: Field, text: string): BusinessError {
  return new BusinessError(msgCode.validation, `字段“${field.name}”的值“${text}”无效。`, field.key);
}
