import { Decimal, HubError } from '@hub/core';
import type { Cell } from './exact-json.js';
import type { BillRow } from './columns.js';
import { currencyOf } from './currency.js';
import { titleOf, type FormDefinition } from './form.js';
import { fromServerTime } from './server-time.js';

/** The status step of a bill. */
export type Step =
  'SAVED' | 'SUBMITTED' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN' | 'CLOSED' | 'VOIDED';

/** An exact amount in one currency (ISO 4217). */
export interface Money {
  readonly amount: Decimal;
  readonly currency: string;
}

/** What people are shown of a bill. */
export interface DocumentSummary {
  readonly number: string;
  /** Name of the form in the session's language. */
  readonly title: string;
  readonly amount: Money | null;
  /** The same total in the local currency; null when the form does not say it. */
  readonly localAmount: Money | null;
  readonly counterparty: string | null;
  readonly department: string | null;
  /** Organisation by number. */
  readonly organisation: string | null;
  /** Who created the bill. */
  readonly applicant: { readonly userId: string; readonly name: string } | null;
  /** Business date, UTC milliseconds of its midnight at the server. */
  readonly date: number | null;
  readonly note: string | null;
}

/** A bill of the ERP at one version. */
export interface KingdeeDocument {
  readonly form: string;
  readonly documentId: string;
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  readonly step: Step;
  /** Internal id of the department. */
  readonly departmentId: string | null;
  readonly summary: DocumentSummary;
}

export interface Locale {
  readonly lcid: number;
  readonly utcOffsetMinutes: number;
}

const noteLengthMax = 500;

/**
 * Turns one row into a document.
 *
 * @param sentBack whether an approver sent it back; matters for bills to be reworked only
 * @throws HubError KINGDEE_MALFORMED naming the bill and the field
 */
export function documentOf(
  row: BillRow,
  definition: FormDefinition,
  locale: Locale,
  sentBack: boolean,
): KingdeeDocument {
  const { form, fields } = definition;
  const documentId = identity(row.id) ?? '';
  const place = `${form} ${textOf(row.number) ?? documentId}`;
  const modifiedAt = timeOf(row.modifiedAt, locale);
  if (documentId === '' || modifiedAt === null) {
    const missing = documentId === '' ? 'internal id' : `time in ${fields.modifiedAt}`;
    throw malformed(place, `has no ${missing}`);
  }
  const amount = moneyOf(row.amount, currencyOf(row.currencyCode, row.currencyNumber), place);
  const creatorId = identity(row.creatorId);

  return {
    form,
    documentId,
    modifiedAt,
    step: stepOf(row, sentBack, place),
    departmentId: identity(row.departmentId),
    summary: {
      number: textOf(row.number) ?? documentId,
      title: titleOf(definition, locale.lcid),
      amount,
      localAmount: localAmountOf(row, amount, place),
      counterparty: textOf(row.counterparty),
      department: textOf(row.department),
      organisation: textOf(row.organisation),
      applicant:
        creatorId === null
          ? null
          : { userId: creatorId, name: textOf(row.creatorName) ?? creatorId },
      date: timeOf(row.date, locale),
      note: textOf(row.note)?.slice(0, noteLengthMax) ?? null,
    },
  };
}

/** True when only the approval history can tell which step the bill is at. */
export function isToBeReworked(row: BillRow): boolean {
  return textOf(row.cancelStatus) !== 'B' && textOf(row.documentStatus) === 'D';
}

function stepOf(row: BillRow, sentBack: boolean, place: string): Step {
  if (textOf(row.cancelStatus) === 'B') return 'VOIDED';
  const status = textOf(row.documentStatus);
  switch (status) {
    case 'Z':
    case 'A':
      return 'SAVED';
    case 'B':
      return 'SUBMITTED';
    case 'C':
      return textOf(row.closeStatus) === 'B' ? 'CLOSED' : 'APPROVED';
    case 'D':
      return sentBack ? 'REJECTED' : 'WITHDRAWN';
    default:
      throw malformed(place, `has the unknown document status "${status ?? ''}"`);
  }
}

function localAmountOf(row: BillRow, amount: Money | null, place: string): Money | null {
  const currency = currencyOf(row.localCurrencyCode, row.localCurrencyNumber);
  const kept = moneyOf(row.localAmount, currency, place);
  if (kept !== null) return kept;
  if (amount === null || currency === null) return null;
  if (amount.currency === currency) return amount;

  const rate = decimalOf(row.exchangeRate, place);
  // A draft has no rate yet, and an amount by rate 0 would be a lie.
  if (rate === null || rate.lte('0')) return null;
  return { amount: amount.amount.times(rate).round(2, Decimal.roundHalfUp), currency };
}

function moneyOf(cell: Cell, currency: string | null, place: string): Money | null {
  const amount = decimalOf(cell, place);
  return amount === null || currency === null ? null : { amount, currency };
}

function decimalOf(cell: Cell, place: string): Decimal | null {
  const text = textOf(cell);
  if (text === null) return null;
  try {
    return new Decimal(text);
  } catch {
    throw malformed(place, `has an amount that is no number: "${text.slice(0, 40)}"`);
  }
}

function timeOf(cell: Cell, locale: Locale): number | null {
  const text = textOf(cell);
  return text === null ? null : fromServerTime(text, locale.utcOffsetMinutes);
}

/** An internal id; the ERP writes 0 for "none". */
function identity(cell: Cell): string | null {
  const text = textOf(cell);
  return text === '0' ? null : text;
}

/** The ERP writes a single blank for "empty". */
export function textOf(cell: Cell): string | null {
  const text = cell === null ? '' : String(cell).trim();
  return text === '' ? null : text;
}

function malformed(place: string, what: string): HubError {
  return new HubError('KINGDEE_MALFORMED', `${place} ${what}; check the form file against the ERP`);
}
