import { Decimal, HubError } from '@hub/core';
import type { Money } from '@hub/schemas';
import type { Cell } from './exact-json.js';
import { fromServerTime } from './server-time.js';

export interface Locale {
  readonly lcid: number;
  readonly utcOffsetMinutes: number;
}

/** What an event carries exactly: 28 digits, 10 of them behind the point (schemas/avro, logical type decimal). */
const decimalsMax = 10;
const wholeDigitsMax = 18;

/** The ERP writes a single blank for "empty". */
export function textOf(cell: Cell): string | null {
  const text = cell === null ? '' : String(cell).trim();
  return text === '' ? null : text;
}

/** An internal id; the ERP writes 0 for "none". */
export function identity(cell: Cell): string | null {
  const text = textOf(cell);
  return text === '0' ? null : text;
}

/** UTC milliseconds; null when there is no time in it. */
export function timeOf(cell: Cell, locale: Pick<Locale, 'utcOffsetMinutes'>): number | null {
  const text = textOf(cell);
  return text === null ? null : fromServerTime(text, locale.utcOffsetMinutes);
}

/**
 * @param place form, number and field, for the message
 * @throws HubError KINGDEE_MALFORMED, or KINGDEE_AMOUNT_RANGE for one that an event cannot carry exactly
 */
export function decimalOf(cell: Cell, place: string): Decimal | null {
  const text = textOf(cell);
  if (text === null) return null;
  let value: Decimal;
  try {
    value = new Decimal(text);
  } catch {
    throw malformed(place, `has an amount that is no number: "${text.slice(0, 40)}"`);
  }
  return exact(value, place);
}

/** The value itself. @throws HubError KINGDEE_AMOUNT_RANGE */
export function exact(value: Decimal, place: string): Decimal {
  // Its digits without zeros at either end, and the power of ten of the first one: cheaper than rounding it.
  const { c: digits, e: power } = value;
  if (power < wholeDigitsMax && digits.length - 1 - power <= decimalsMax) return value;
  throw new HubError(
    'KINGDEE_AMOUNT_RANGE',
    `${place} has an amount beyond 18 digits before and 10 behind the point: "${value.toString().slice(0, 60)}"; correct the bill`,
  );
}

export function moneyOf(cell: Cell, currency: string | null, place: string): Money | null {
  const amount = decimalOf(cell, place);
  return amount === null || currency === null ? null : { amount, currency };
}

export function malformed(place: string, what: string): HubError {
  return new HubError('KINGDEE_MALFORMED', `${place} ${what}; check the form file against the ERP`);
}
