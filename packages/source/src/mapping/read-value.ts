import { Decimal, isRecord } from '@hub/core';
import type { Value } from './mapping.js';

/** A record as its system gave it: numbers that a float would harm are texts. */
export type SourceRecord = Readonly<Record<string, unknown>>;

/** What is wrong with one record, in words that name the field. */
export class FieldFault extends Error {
  readonly code: string;

  constructor(message: string, code = 'SOURCE_RECORD') {
    super(message);
    this.name = 'FieldFault';
    this.code = code;
  }
}

/** Digits before and after the decimal point that a document can carry (precision 28, scale 10). */
const wholeDigitsMax = 18;
const decimalsMax = 10;
/** Longer texts are no numbers of this world. */
const numberLengthMax = 60;

/** The scalar at a place of a record; null when there is none. */
export function scalarAt(record: SourceRecord, path: string): string | number | null {
  let at: unknown = record;
  for (const part of path.split('.')) {
    if (at === null || at === undefined) return null;
    if (!isRecord(at)) throw new FieldFault(`${path} leads into something that has no fields`);
    at = Object.hasOwn(at, part) ? at[part] : null;
  }
  if (at === null || at === undefined) return null;
  if (typeof at === 'boolean') return String(at);
  if (typeof at === 'string' || typeof at === 'number') return at;
  throw new FieldFault(`${path} holds something else than a text, a number or a date`);
}

/** The text of a value, trimmed; null when it is empty. */
export function textOf(record: SourceRecord, value: Value | undefined): string | null {
  if (value === undefined) return null;
  if (typeof value === 'object') return value.constant;
  const found = scalarAt(record, value);
  const text = found === null ? '' : String(found).trim();
  return text === '' ? null : text;
}

/**
 * An exact number: plain, with an exponent, or with the minus behind it as SAP prints it.
 *
 * @throws FieldFault when it is no number, or larger or finer than a document can carry
 */
export function decimalAt(record: SourceRecord, path: string, mark: '.' | ','): Decimal | null {
  const written = textOf(record, path);
  if (written === null) return null;
  const turned = written.endsWith('-') ? `-${written.slice(0, -1).trim()}` : written;
  const text = mark === ',' ? turned.replace(',', '.') : turned;
  if (text.length > numberLengthMax || !/^[+-]?\d+(\.\d*)?([eE][+-]?\d{1,3})?$/.test(text)) {
    throw new FieldFault(`${path} is no number: "${written.slice(0, 40)}"`);
  }
  const number = new Decimal(text.replace(/^\+/, ''));
  const zero = number.eq('0');
  if (!zero && (number.e >= wholeDigitsMax || number.c.length - number.e - 1 > decimalsMax)) {
    throw new FieldFault(
      `${path} is beyond ${String(wholeDigitsMax)} digits and ${String(decimalsMax)} decimals: "${written}"`,
      'SOURCE_AMOUNT_RANGE',
    );
  }
  return number;
}
