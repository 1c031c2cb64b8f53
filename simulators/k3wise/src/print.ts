import {
  exactNumber,
  printLocalDay,
  printLocalTime,
  type BillBook,
  type BillField,
  type Json,
  type Value,
} from '@hub/simulator-kit';
import type { Switches } from './switches.js';

/** A stored value as the server prints it. */
export function printValue(
  book: BillBook,
  field: BillField,
  value: Value,
  references: Switches['listReferences'],
  switches: Switches,
): Json {
  switch (field.type) {
    case 'reference': {
      const record = book.record(field.base ?? '', value);
      const number = record?.number ?? '';
      const name = record?.name ?? '';
      if (references === 'object') return { FNumber: number, FName: name };
      return references === 'name' ? name : number;
    }
    case 'decimal':
      if (value === null) return null;
      // What is no number was written past the rules; a database would not hold it, a view may.
      if (!/^-?\d+(\.\d+)?$/.test(String(value))) return String(value);
      return switches.decimals === 'text' ? String(value) : exactNumber(String(value));
    case 'date':
    case 'time':
      return value === null ? null : printTime(Number(value), field, switches);
    case 'int':
    case 'text':
      return value;
  }
}

function printTime(ms: number, field: BillField, { times }: Switches): string {
  if (!Number.isFinite(ms)) return '0000-00-00';
  if (times === 'day' && field.type === 'date') return printLocalDay(ms);
  return printLocalTime(ms, times === 'iso' ? 'T' : ' ');
}
