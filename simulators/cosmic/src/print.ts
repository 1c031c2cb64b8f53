import {
  exactNumber,
  printLocalTime,
  type Bill,
  type BillBook,
  type BillField,
  type BillForm,
  type Json,
  type Value,
  type Values,
} from '@hub/simulator-kit';
import type { Switches } from './switches.js';

type Row = Record<string, Json>;

/** A bill as a query prints it: head, then every entry as a list. */
export function printBill(book: BillBook, form: BillForm, bill: Bill, switches: Switches): Row {
  const row: Row = { [form.id]: printId(bill.id, switches) };
  Object.assign(row, printRow(book, form.head, bill.head, switches));
  for (const [name, fields] of Object.entries(form.entries))
    row[name] = (bill.entries[name] ?? []).map((values, index) => ({
      id: printId(String(BigInt(bill.id) * 10n + BigInt(index)), switches),
      seq: index + 1,
      ...printRow(book, fields, values, switches),
    }));
  return row;
}

export function printId(id: string, { ids }: Switches): Json {
  return ids === 'text' ? id : exactNumber(id);
}

function printRow(
  book: BillBook,
  fields: readonly BillField[],
  values: Values,
  switches: Switches,
): Row {
  const row: Row = {};
  for (const field of fields) {
    const value = values[field.key] ?? null;
    if (field.type === 'reference') Object.assign(row, reference(book, field, value, switches));
    else row[field.key] = printValue(field, value, switches);
  }
  return row;
}

function printValue(field: BillField, value: Value, { decimals }: Switches): Json {
  if (value === null) return null;
  switch (field.type) {
    case 'decimal': {
      const isNumber = /^-?\d+(\.\d+)?$/.test(String(value));
      return decimals === 'text' || !isNumber ? String(value) : exactNumber(padded(String(value)));
    }
    case 'date':
    case 'time':
      return Number.isFinite(Number(value)) ? printLocalTime(Number(value)) : String(value);
    case 'int':
    case 'text':
    case 'reference':
      return value;
  }
}

/** Decimals stand in the database with ten places, and are printed with all of them. */
function padded(digits: string): string {
  const [whole = '0', fraction = ''] = digits.split('.');
  return `${whole}.${fraction.padEnd(10, '0')}`;
}

function reference(book: BillBook, field: BillField, value: Value, switches: Switches): Row {
  const record = book.record(field.base ?? '', value);
  const id = record === undefined ? null : printId(record.id, switches);
  const number = record?.number ?? null;
  const name = record?.name ?? null;
  if (switches.references === 'object')
    return { [field.key]: record === undefined ? null : { id, number, name } };
  return {
    [`${field.key}_id`]: id,
    [`${field.key}_number`]: number,
    [`${field.key}_name`]: name,
  };
}
