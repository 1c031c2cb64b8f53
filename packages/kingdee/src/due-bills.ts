import { Decimal, HubError } from '@hub/core';
import type { DueWithin, MalformedDocument, Page, SourceDocument } from '@hub/source';
import { decimalOf, identity, textOf, timeOf, type Locale } from './cells.js';
import { Columns, type Row } from './columns.js';
import { ownedBy } from './conditions.js';
import { documentOf, malformedOf, numberOf } from './document.js';
import { allOf, idLiteral, isOneOf, literal } from './filter.js';
import { keyOf, type DueShape, type FormShape } from './form-shape.js';
import { headColumns } from './head-columns.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { isWhole } from './read-rows.js';
import { toServerTime } from './server-time.js';

/**
 * Reads what is to be paid in a stretch of days. A bill that is paid by a plan comes once, with the earliest date of the
 * stretch as `dates.due` and what is open of the stretch as `amounts.open`.
 */
export async function dueBills(
  client: K3CloudClient,
  shape: FormShape,
  due: DueShape,
  question: DueWithin,
  limit: number,
): Promise<Page> {
  const columns = columnsOf(shape, due);
  const table = await client.table({
    form: shape.definition.form,
    fields: columns.fields,
    filter: conditionOf(shape, due, question, client.utcOffsetMinutes),
    order: shape.idKey,
    limit,
  });
  const rows = table.map(({ cells, fault }) => ({ row: columns.row(cells), fault }));
  const byBill = Map.groupBy(rows, ({ row }) => identity(row.of(shape.idKey)) ?? '');
  const ids = [...byBill.keys()];
  const isLast = isWhole(rows.length, limit);
  // A page may end in the middle of a bill, which is then read whole with the next one.
  if (!isLast && ids.length > 1) byBill.delete(ids.pop() ?? '');

  const documents: SourceDocument[] = [];
  const malformed: MalformedDocument[] = [];
  const organisations = new Set(question.organisations);
  for (const parts of byBill.values()) {
    const read = readBill(parts, shape, due, client);
    if (read === null) continue;
    if (!('summary' in read)) malformed.push(read);
    else if (organisations.has(read.summary.organisation ?? '')) documents.push(read);
  }
  const lastId = [...byBill.keys()].at(-1);
  const next = lastId === undefined || lastId === '' ? null : { modifiedAt: 0, documentId: lastId };
  return { documents, malformed, next, rows: rows.length };
}

function columnsOf(shape: FormShape, { date, open, paid }: DueShape): Columns {
  const added = [date, open, paid].filter((key) => key !== undefined);
  return new Columns([...headColumns(shape).fields, ...added]);
}

/** Only bills in force count: submitted or approved, not voided, not settled. */
function conditionOf(
  shape: FormShape,
  { date, settled }: DueShape,
  { organisations, from, to, afterId }: DueWithin,
  utcOffsetMinutes: number,
): string {
  const [begin, end] = [from, to].map((ms) => literal(toServerTime(ms, utcOffsetMinutes)));
  const { cancelStatus } = shape.fields;
  return allOf(
    `${date}>=${begin ?? ''} and ${date}<${end ?? ''}`,
    isOneOf(keyOf(shape, 'documentStatus'), ['B', 'C']),
    cancelStatus === undefined ? '' : `${cancelStatus}<>'B'`,
    settled === undefined
      ? ''
      : settled.values.map((value) => `${settled.key}<>${literal(value)}`).join(' and '),
    ownedBy(shape, organisations),
    afterId === null ? '' : `${shape.idKey}>${idLiteral(afterId)}`,
  );
}

/** Null for a bill of which nothing is open. */
function readBill(
  parts: readonly { readonly row: Row; readonly fault: HubError | null }[],
  shape: FormShape,
  due: DueShape,
  locale: Locale,
): SourceDocument | MalformedDocument | null {
  const [first] = parts;
  if (first === undefined) return null;
  const { row } = first;
  try {
    for (const { fault } of parts) if (fault !== null) throw fault;
    const document = documentOf(row, shape, locale, { sentBack: false, rows: null });
    const place = `${shape.definition.form} ${numberOf(row, shape) ?? document.documentId}`;
    const rows = parts.map((part) => part.row);
    const times = rows.map((one) => timeOf(one.of(due.date), locale)).filter((ms) => ms !== null);
    const open = openOf(rows, due, place);
    if (open?.lte('0') === true) return null;
    const { amount } = document.summary;
    const money =
      open === null || amount === null ? amount : { amount: open, currency: amount.currency };
    return {
      ...document,
      dates: { ...document.dates, due: Math.min(...times) },
      amounts: { ...document.amounts, ...(money === null ? {} : { open: money }) },
    };
  } catch (error) {
    if (error instanceof HubError && !error.retryable) return malformedOf(row, shape, error);
    throw error;
  }
}

function openOf(rows: readonly Row[], { open, paid }: DueShape, place: string): Decimal | null {
  if (open === undefined) return null;
  const sum = (key: string | undefined): Decimal =>
    rows
      .map((row) => (textOf(row.of(key)) === null ? null : decimalOf(row.of(key), place)))
      .reduce<Decimal>((sofar, value) => sofar.plus(value ?? '0'), new Decimal('0'));
  return sum(open).minus(sum(paid));
}
