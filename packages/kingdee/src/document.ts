import type { HubError } from '@hub/core';
import { Decimal } from '@hub/core';
import type { ErpPerson, Figure, Money, Step } from '@hub/schemas';
import type { MalformedDocument, SourceDocument } from '@hub/source';
import {
  decimalOf,
  exact,
  identity,
  malformed,
  moneyOf,
  textOf,
  timeOf,
  type Locale,
} from './cells.js';
import type { Row } from './columns.js';
import { currencyOf } from './currency.js';
import { titleOf } from './form.js';
import type { FormShape } from './form-shape.js';
import { linesOf, type BillLines } from './lines.js';

/** What is known of a bill beside its head. */
export interface Beside {
  /** Whether an approver sent it back; matters for bills to be reworked only. */
  readonly sentBack: boolean;
  /** Its rows, in order; null when they were not asked for. */
  readonly rows: readonly Row[] | null;
}

const noteLengthMax = 500;

/**
 * Turns one row of heads into a document.
 *
 * @throws HubError KINGDEE_MALFORMED or KINGDEE_AMOUNT_RANGE naming the bill and the field
 */
export function documentOf(
  row: Row,
  shape: FormShape,
  locale: Locale,
  { sentBack, rows }: Beside,
): SourceDocument {
  const { definition, fields } = shape;
  const documentId = identity(row.of(shape.idKey)) ?? '';
  const number = numberOf(row, shape) ?? documentId;
  const place = `${definition.form} ${number}`;
  const modifiedAt = timeOf(row.of(fields.modifiedAt), locale);
  if (documentId === '') throw malformed(place, 'has no internal id');
  if (modifiedAt === null) throw malformed(place, `has no time in ${fields.modifiedAt ?? ''}`);

  const currency = currencyIn(row, fields.currency);
  const read =
    rows === null || shape.lines === null
      ? null
      : linesOf(rows, shape.lines, { currency, place, locale });
  const money = totalsOf(row, shape, { currency, place, lines: read });
  return {
    form: definition.form,
    documentId,
    modifiedAt,
    step: stepOf(row, shape, sentBack, place),
    departmentId: identity(row.of(fields.department)),
    summary: {
      number,
      title: titleOf(definition, locale.lcid),
      amount: money.amount,
      localAmount: localAmountOf(row, shape, money.amount, place),
      counterparty: textOf(row.of(fields.counterparty, '.FName')),
      department: textOf(row.of(fields.department, '.FName')),
      organisation: textOf(row.of(fields.organisation, '.FNumber')),
      applicant: personOf(row.of(fields.creator), row.of(fields.creator, '.FName')),
      date: timeOf(row.of(fields.date), locale),
      note: textOf(row.of(fields.note))?.slice(0, noteLengthMax) ?? null,
    },
    people: peopleOf(row, shape),
    dates: { ...read?.earliest, ...named(shape.dates, (key) => timeOf(row.of(key), locale)) },
    amounts: money.amounts,
    figures: figuresOf(row, shape, read, place),
    lines: read?.lines ?? [],
  };
}

/** What is said of a bill that could not be understood. */
export function malformedOf(row: Row, shape: FormShape, error: HubError): MalformedDocument {
  const documentId = identity(row.of(shape.idKey)) ?? '';
  return {
    form: shape.definition.form,
    documentId,
    number: numberOf(row, shape) ?? documentId,
    code: error.code,
    reason: error.message,
  };
}

/** The number that people know; with what stands before it where numbers begin anew. */
export function numberOf(row: Row, { definition, fields }: FormShape): string | null {
  const number = textOf(row.of(fields.number));
  if (number === null) return null;
  const before = (definition.numberPrefix ?? []).map((key) => textOf(row.of(key)));
  return [...before.filter((part) => part !== null), number].join('-');
}

/** True when only the approval history can tell which step the bill is at. */
export function isToBeReworked(row: Row, { fields }: FormShape): boolean {
  const voided = textOf(row.of(fields.cancelStatus)) === 'B';
  return !voided && textOf(row.of(fields.documentStatus)) === 'D';
}

function stepOf(row: Row, { fields }: FormShape, sentBack: boolean, place: string): Step {
  if (textOf(row.of(fields.cancelStatus)) === 'B') return 'VOIDED';
  const status = textOf(row.of(fields.documentStatus));
  switch (status) {
    case 'Z':
    case 'A':
      return 'SAVED';
    case 'B':
      return 'SUBMITTED';
    case 'C':
      return textOf(row.of(fields.closeStatus)) === 'B' ? 'CLOSED' : 'APPROVED';
    case 'D':
      return sentBack ? 'REJECTED' : 'WITHDRAWN';
    default:
      throw malformed(place, `has the unknown document status "${status ?? ''}"`);
  }
}

/** The total, and the further amounts, some of them added up from the rows. */
function totalsOf(
  row: Row,
  shape: FormShape,
  of: { currency: string | null; place: string; lines: BillLines | null },
): { readonly amount: Money | null; readonly amounts: Readonly<Record<string, Money>> } {
  const { currency, place, lines } = of;
  const summed = named(lines?.sums ?? {}, (amount) =>
    currency === null ? null : { amount, currency },
  );
  const { amount = null, ...rest } = summed;
  return {
    amount: moneyOf(row.of(shape.fields.amount), currency, place) ?? amount,
    amounts: { ...rest, ...named(shape.amounts, (key) => moneyOf(row.of(key), currency, place)) },
  };
}

function localAmountOf(
  row: Row,
  { fields }: FormShape,
  amount: Money | null,
  place: string,
): Money | null {
  const currency = currencyIn(row, fields.localCurrency);
  const kept = moneyOf(row.of(fields.localAmount), currency, place);
  if (kept !== null) return kept;
  if (amount === null || currency === null) return null;
  if (amount.currency === currency) return amount;

  const rate = decimalOf(row.of(fields.exchangeRate), place);
  // A draft has no rate yet, and an amount by rate 0 would be a lie.
  if (rate === null || rate.lte('0')) return null;
  const local = amount.amount.times(rate).round(2, Decimal.roundHalfUp);
  return { amount: exact(local, place), currency };
}

function figuresOf(
  row: Row,
  shape: FormShape,
  lines: BillLines | null,
  place: string,
): Readonly<Record<string, Figure>> {
  const bare = (value: Decimal | null): Figure | null =>
    value === null ? null : { value, unit: null };
  return {
    ...(lines === null ? {} : { lines: { value: new Decimal(String(lines.count)), unit: null } }),
    ...named(lines?.totals ?? {}, bare),
    ...named(shape.figures, (key) => bare(decimalOf(row.of(key), place))),
  };
}

function peopleOf(row: Row, { people, employees }: FormShape): Readonly<Record<string, ErpPerson>> {
  return {
    ...named(people, (key) => personOf(row.of(key), row.of(key, '.FName'))),
    // An employee who is no user of the ERP cannot be told apart, let alone told.
    ...named(employees, (key) => personOf(row.of(key, '.FUserId'), row.of(key, '.FName'))),
  };
}

function personOf(id: Parameters<typeof identity>[0], name: typeof id): ErpPerson | null {
  const userId = identity(id);
  return userId === null ? null : { userId, name: textOf(name) ?? userId };
}

function currencyIn(row: Row, key: string | undefined): string | null {
  return currencyOf(row.of(key, '.FCODE'), row.of(key, '.FNumber'));
}

/** The same names with what was read; what is not there is left out. */
function named<From, To>(
  from: Readonly<Record<string, From>>,
  read: (value: From) => To | null,
): Record<string, To> {
  const found = Object.entries(from).flatMap(([name, value]) => {
    const got = read(value);
    return got === null ? [] : [[name, got] as const];
  });
  return Object.fromEntries(found);
}
