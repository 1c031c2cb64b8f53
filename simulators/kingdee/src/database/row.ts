import { Big } from 'big.js';
import type { Field } from '../forms/form.js';
import { exactNumber, type Json } from '../protocol/json.js';
import { printLocal, type Milliseconds } from '../server-time.js';
import type { Switches } from '../switches.js';

/** A stored value: ids and whole numbers as number, times as UTC milliseconds, decimals exact. */
export type Value = string | number | boolean | Big | null;

export function isDecimal(value: unknown): value is Big {
  return value instanceof Big;
}

export type Values = Record<string, Value>;

export interface EntryRow {
  readonly id: number;
  seq: number;
  readonly values: Values;
}

/** One bill or base data record; values by the field keys of its form. */
export interface Row {
  readonly id: number | string;
  readonly values: Values;
  readonly entries: Record<string, EntryRow[]>;
}

const decimalPlaces = 10;

/** A stored value as the vendor prints it. */
export function printValue(
  field: Field,
  value: Value,
  switches: Switches,
  milliseconds: Milliseconds = 'trimmed',
): Json {
  if (value === null) return null;
  if (isDecimal(value)) {
    return exactNumber(switches.trimDecimals ? value.toFixed() : value.toFixed(decimalPlaces));
  }
  switch (field.type) {
    case 'date':
    case 'datetime':
      return printLocal(Number(value), milliseconds);
    case 'status':
      return switches.workflowStatusAsNumber ? Number(value) : value;
    case 'id':
    case 'int':
    case 'text':
    case 'decimal':
    case 'bool':
    case 'base':
    case 'code':
      return value;
  }
}

/** Copies a row so that a refused change leaves no trace. */
export function copyRow(row: Row): Row {
  const entries = Object.entries(row.entries).map(
    ([key, rows]) => [key, rows.map((each) => ({ ...each, values: { ...each.values } }))] as const,
  );
  return { id: row.id, values: { ...row.values }, entries: Object.fromEntries(entries) };
}
