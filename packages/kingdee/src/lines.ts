import { Decimal } from '@hub/core';
import type { Figure, Line } from '@hub/schemas';
import { linesMax } from '@hub/source';
import { decimalOf, exact, identity, moneyOf, textOf, timeOf, type Locale } from './cells.js';
import { Columns, type Part, type Row } from './columns.js';
import type { LineName } from './form.js';
import type { FormShape, LineShape } from './form-shape.js';

/** The rows of one bill, read. */
export interface BillLines {
  /** At most `linesMax`. */
  readonly lines: readonly Line[];
  /** How many there are. */
  readonly count: number;
  readonly sums: Readonly<Record<string, Decimal>>;
  readonly totals: Readonly<Record<string, Decimal>>;
  /** UTC milliseconds. */
  readonly earliest: Readonly<Record<string, number>>;
}

const noteLengthMax = 500;
const references: Readonly<Partial<Record<LineName, readonly Part[]>>> = {
  item: ['.FNumber', '.FName'],
  unit: ['.FName'],
};

/** What is asked of the rows of a form: their bill, their own id, and what the form file names. */
export function lineColumns(shape: FormShape, lines: LineShape): Columns {
  const named = Object.entries(lines.keys).flatMap(([name, key]) =>
    (references[name as LineName] ?? ['']).map((part) => `${key}${part}`),
  );
  const added = [lines.sums, lines.totals, lines.earliest].flatMap((keys) => Object.values(keys));
  return new Columns([shape.idKey, lines.id, ...named, ...added]);
}

/**
 * Reads the rows of one bill, in the order they stand in.
 *
 * @param currency of the bill; without one its rows have no money
 * @throws HubError KINGDEE_MALFORMED or KINGDEE_AMOUNT_RANGE
 */
export function linesOf(
  rows: readonly Row[],
  shape: LineShape,
  of: { readonly currency: string | null; readonly place: string; readonly locale: Locale },
): BillLines {
  const place = `${of.place}, a row of ${shape.entry},`;
  const added = (keys: Readonly<Record<string, string>>): Record<string, Decimal> =>
    Object.fromEntries(
      Object.entries(keys).map(([name, key]) => [name, sumOf(rows, key, place)] as const),
    );
  return {
    lines: rows.slice(0, linesMax).map((row) => lineOf(row, shape, { ...of, place })),
    count: rows.length,
    sums: added(shape.sums),
    totals: added(shape.totals),
    earliest: earliestOf(rows, shape.earliest, of.locale),
  };
}

function sumOf(rows: readonly Row[], key: string, place: string): Decimal {
  const sum = rows.reduce(
    (sofar, row) => sofar.plus(decimalOf(row.of(key), place) ?? '0'),
    new Decimal('0'),
  );
  return exact(sum, place);
}

function earliestOf(
  rows: readonly Row[],
  keys: Readonly<Record<string, string>>,
  locale: Locale,
): Record<string, number> {
  const found = Object.entries(keys).flatMap(([name, key]) => {
    const times = rows.map((row) => timeOf(row.of(key), locale)).filter((time) => time !== null);
    return times.length === 0 ? [] : [[name, Math.min(...times)] as const];
  });
  return Object.fromEntries(found);
}

function lineOf(
  row: Row,
  { id, keys }: LineShape,
  of: { readonly currency: string | null; readonly place: string; readonly locale: Locale },
): Line {
  const quantity = decimalOf(row.of(keys.quantity), of.place);
  const figure: Figure | null =
    quantity === null ? null : { value: quantity, unit: textOf(row.of(keys.unit, '.FName')) };
  const given = decimalOf(row.of(keys.amount), of.place);
  const taken = decimalOf(row.of(keys.counterAmount), of.place);
  // A row of a voucher has a debit or a credit.
  const amount = taken === null ? given : (given ?? new Decimal('0')).minus(taken);
  return {
    lineId: identity(row.of(id)) ?? '',
    item: textOf(row.of(keys.item, '.FNumber')),
    name: textOf(row.of(keys.item, '.FName')),
    quantity: figure,
    price: moneyOf(row.of(keys.price), of.currency, of.place),
    amount: amount === null || of.currency === null ? null : { amount, currency: of.currency },
    date: timeOf(row.of(keys.date), of.locale),
    status: textOf(row.of(keys.status)),
    note: textOf(row.of(keys.note))?.slice(0, noteLengthMax) ?? null,
  };
}
