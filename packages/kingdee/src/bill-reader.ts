import { HubError } from '@hub/core';
import type { MalformedDocument, Position, SourceDocument } from '@hub/source';
import { identity, textOf, timeOf, type Locale } from './cells.js';
import type { Columns } from './columns.js';
import { type Row } from './columns.js';
import { CountedClient, type Asking } from './counted-client.js';
import { documentOf, isToBeReworked, malformedOf } from './document.js';
import type { FormShape } from './form-shape.js';
import { headColumns } from './head-columns.js';
import { lineColumns } from './lines.js';
import { readRows } from './read-rows.js';
import { RowMemory, type Remembered } from './row-memory.js';
import { finishedTasks, type HistoryEntry } from './workflow.js';

export interface BillQuestion {
  readonly shape: FormShape;
  readonly filter: string;
  readonly order: string;
  readonly limit: number;
  readonly startRow?: number | undefined;
  /** Whether rows are wanted. Forms whose totals stand in their rows get them anyway. */
  readonly lines: boolean;
  /** Whether what was read beside the same version of a head before may be taken for it. */
  readonly remembered: boolean;
  /** Bills of other organisations are passed over; null takes all. */
  readonly organisations: ReadonlySet<string> | null;
}

export interface BillPage {
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  /** All rows that were read. */
  readonly rows: number;
  readonly calls: number;
  /** Rows of heads. */
  readonly heads: number;
  /** The last head, of any organisation; null when there was none with an id and a time. */
  readonly last: Position | null;
}

interface Head {
  readonly row: Row;
  readonly id: string;
  readonly key: string;
}

/** Bills that are asked for by number in one question, at most. */
const numbersMax = 100;

/** Reads heads of bills and what belongs to them. A bill that makes no sense spoils no other. */
export class BillReader {
  readonly #client: Asking;
  readonly #memory = new RowMemory();

  constructor(client: Asking) {
    this.#client = client;
  }

  async read(question: BillQuestion): Promise<BillPage> {
    const { shape, organisations, filter, order, limit, startRow } = question;
    const client = new CountedClient(this.#client);
    const columns = headColumns(shape);
    const { form } = shape.definition;
    const asked = { form, fields: columns.fields, filter, order, limit, startRow: startRow ?? 0 };
    const cells = await client.table(asked);
    const rows = cells.map((row) => ({ row: columns.row(row.cells), fault: row.fault }));
    const whole = rows.filter(({ fault }) => fault === null).map(({ row }) => row);
    const ours = whole.filter((row) => isOurs(row, shape, organisations));
    const heads = ours.map((row) => this.#headOf(row, shape));
    const beside = await this.#beside(client, heads, question);

    const { lines } = shape;
    const lineCells = lines === null ? null : lineColumns(shape, lines);
    const documents: SourceDocument[] = [];
    const malformed: MalformedDocument[] = rows.flatMap(({ row, fault }) =>
      fault === null ? [] : [malformedOf(row, shape, fault)],
    );
    for (const head of heads) {
      const known = beside.of.get(head.key);
      const read = readOne(head, shape, { locale: this.#client, known, columns: lineCells });
      if ('summary' in read) documents.push(read);
      else malformed.push(read);
    }
    return {
      documents,
      malformed,
      rows: rows.length + beside.rows,
      calls: client.calls,
      heads: rows.length,
      last: lastOf(whole, shape, this.#client),
    };
  }

  #headOf(row: Row, shape: FormShape): Head {
    const id = identity(row.of(shape.idKey)) ?? '';
    const { modifiedAt, documentStatus } = shape.fields;
    const version = [row.of(modifiedAt), row.of(documentStatus)].map(String).join('/');
    return { row, id, key: `${shape.definition.form}/${id}/${version}` };
  }

  async #beside(
    client: Asking,
    heads: readonly Head[],
    { shape, lines, remembered }: BillQuestion,
  ): Promise<{ readonly of: ReadonlyMap<string, Remembered>; readonly rows: number }> {
    const wantsRows = shape.lines !== null && (lines || totalIsInRows(shape));
    const of = new Map<string, Remembered>();
    for (const { key } of remembered ? heads : []) {
      const known = this.#memory.get(key);
      if (known !== undefined) of.set(key, known);
    }
    const fresh = heads.filter(({ key, id }) => id !== '' && !of.has(key));
    if (fresh.length === 0) return { of, rows: 0 };
    const ids = fresh.map(({ id }) => id);
    const rows = wantsRows ? await readRows(client, shape, ids) : null;
    const sentBack = await sentBackOf(client, shape, fresh);
    let count = 0;
    for (const { row, id, key } of fresh) {
      const own = rows === null ? null : (rows.get(id) ?? []);
      count += own === null || own instanceof HubError ? 0 : own.length;
      const one = { rows: own, sentBack: sentBack.has(id) };
      of.set(key, one);
      if (remembered && (own !== null || isToBeReworked(row, shape))) this.#memory.set(key, one);
    }
    return { of, rows: count };
  }
}

/** Ids of those bills on which the last thing decided was a refusal. */
async function sentBackOf(
  client: Asking,
  shape: FormShape,
  heads: readonly Head[],
): Promise<ReadonlySet<string>> {
  const ids = new Map<string, string>();
  // Workflows know a bill by its whole number, which such forms do not have.
  if (shape.definition.numberPrefix !== undefined) return new Set();
  for (const { row, id } of heads) {
    const number = textOf(row.of(shape.fields.number));
    if (number !== null && isToBeReworked(row, shape)) ids.set(number, id);
  }
  const last = new Map<string, HistoryEntry>();
  const numbers = [...ids.keys()];
  for (let from = 0; from < numbers.length; from += numbersMax) {
    const part = numbers.slice(from, from + numbersMax);
    for (const entry of await finishedTasks(client, shape.definition.form, part))
      last.set(entry.number, entry);
  }
  const refused = [...last].filter(([, entry]) => entry.action === 'REJECT');
  return new Set(refused.map(([number]) => ids.get(number) ?? ''));
}

function totalIsInRows({ lines, fields }: FormShape): boolean {
  return fields.amount === undefined && lines?.sums['amount'] !== undefined;
}

function isOurs(row: Row, shape: FormShape, organisations: ReadonlySet<string> | null): boolean {
  if (organisations === null) return true;
  return organisations.has(textOf(row.of(shape.fields.organisation, '.FNumber')) ?? '');
}

function readOne(
  { row }: Head,
  shape: FormShape,
  {
    locale,
    known,
    columns,
  }: {
    readonly locale: Locale;
    readonly known: Remembered | undefined;
    /** Of the rows of the form; null when it has none. */
    readonly columns: Columns | null;
  },
): SourceDocument | MalformedDocument {
  const cells = known?.rows ?? null;
  try {
    if (cells instanceof HubError) throw cells;
    const rows = cells === null || columns === null ? null : cells.map((one) => columns.row(one));
    return documentOf(row, shape, locale, { sentBack: known?.sentBack ?? false, rows });
  } catch (error) {
    if (error instanceof HubError && !error.retryable) return malformedOf(row, shape, error);
    throw error;
  }
}

function lastOf(rows: readonly Row[], shape: FormShape, locale: Locale): Position | null {
  for (const row of rows.toReversed()) {
    const modifiedAt = timeOf(row.of(shape.fields.modifiedAt), locale);
    const documentId = identity(row.of(shape.idKey));
    if (modifiedAt !== null && documentId !== null) return { modifiedAt, documentId };
  }
  return null;
}
