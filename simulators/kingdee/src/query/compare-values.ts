import { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';
import { isDecimal, type Value } from '../database/row.js';
import type { Field } from '../forms/form.js';
import { parseLocal } from '../server-time.js';

/** How a field's values compare: by size, by time, as a switch, or as text without regard to case. */
export type Kind = 'number' | 'time' | 'bool' | 'text';

/** A value made ready to be compared with others of its kind. Text is folded. */
export type Comparable = Big | number | string;

export function kindOf(field: Field): Kind {
  switch (field.type) {
    case 'id':
    case 'int':
    case 'decimal':
    case 'base':
      return 'number';
    case 'date':
    case 'datetime':
      return 'time';
    case 'bool':
      return 'bool';
    case 'text':
    case 'code':
    case 'status':
      return 'text';
  }
}

/** Throws MsgCode 4 for text that is none of its kind. */
export function comparable(value: Exclude<Value, null>, kind: Kind): Comparable {
  switch (kind) {
    case 'number':
      return typeof value === 'number' || isDecimal(value) ? value : toNumber(String(value));
    case 'time':
      return typeof value === 'number' ? value : toTime(String(value));
    case 'bool':
      return isTrue(value) ? 1 : 0;
    case 'text':
      return folded(isDecimal(value) ? value.toFixed() : String(value));
  }
}

/** Negative, zero or positive. */
export function compareComparables(a: Comparable, b: Comparable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' || typeof b === 'string') {
    const [left, right] = [String(a), String(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return (typeof a === 'number' ? new Big(a) : a).cmp(b);
}

/** Text that is the same for all values that are equal. */
export function identityOf(value: Comparable): string {
  return isDecimal(value) ? value.toFixed() : String(value);
}

/** Text compares as the database does: without case and trailing blanks. */
function folded(text: string): string {
  return text.trimEnd().toLowerCase();
}

function isTrue(value: Exclude<Value, null>): boolean {
  return value === true || ['1', 'true'].includes(String(value).toLowerCase());
}

function toNumber(given: string): number | Big {
  const text = given.trim();
  if (text === '') return 0;
  if (/^[-+]?\d{1,15}$/.test(text)) return Number(text);
  if (!/^[-+]?\d+(\.\d+)?$/.test(text)) {
    throw new BusinessError(msgCode.exception, `将值“${text}”转换为数字时失败。`);
  }
  return new Big(text.replace('+', ''));
}

/** The database also reads `20260131`, and no text at all as the first day that it knows. */
function toTime(text: string): number {
  const day = text.trim() === '' ? '1900-01-01' : text;
  const ms = parseLocal(day.replace(/^\s*(\d{4})(\d{2})(\d{2})(?!\d)/, '$1-$2-$3'));
  if (ms === undefined) {
    throw new BusinessError(msgCode.exception, `从字符串“${text}”转换日期和/或时间时失败。`);
  }
  return ms;
}
