import { isRecord, type Decimal } from '@hub/core';
import type { ErpPerson, Figure, Line, Money } from '@hub/schemas';
import { Decimal as ExactDecimal } from '@hub/core';
import { linesMax, type MalformedDocument, type SourceDocument } from '../document.js';
import type {
  FigureFields,
  LineFields,
  Mapping,
  MoneyFields,
  PersonFields,
  Value,
} from './mapping.js';
import { readTime } from './read-time.js';
import { decimalAt, FieldFault, scalarAt, textOf, type SourceRecord } from './read-value.js';

export interface MappingContext {
  /** BCP 47; chooses the title. */
  readonly language: string;
  /** Zone of times without one, unless the mapping names another. */
  readonly timeZone: string;
  /** UTC milliseconds: what changed later than this is not believed. */
  readonly now: number;
}

const textLengthMax = 200;
const noteLengthMax = 500;
/** Clocks of two systems differ; more than this is a mistake in the record. */
const aheadMaxMs = 15 * 60_000;

/** Turns one record into a document; what is wrong with it is said about this record alone. */
export function documentOf(
  record: SourceRecord,
  mapping: Mapping,
  context: MappingContext,
): SourceDocument | MalformedDocument {
  try {
    return new Reading(record, mapping, context).document();
  } catch (error) {
    if (!(error instanceof FieldFault)) throw error;
    const documentId = quietly(record, mapping.fields.id);
    const number = quietly(record, mapping.fields.number) || documentId;
    const reason = `${mapping.form} ${number}: ${error.message}; mend the record, or the mapping`;
    return { form: mapping.form, documentId, number, code: error.code, reason };
  }
}

/** When a record was changed, UTC milliseconds; null when it does not say so. */
export function modifiedAtOf(
  record: SourceRecord,
  mapping: Mapping,
  timeZone: string,
): number | null {
  try {
    return timeAt(record, mapping.fields.modifiedAt, mapping, timeZone);
  } catch (error) {
    if (error instanceof FieldFault) return null;
    throw error;
  }
}

function quietly(record: SourceRecord, path: string | undefined): string {
  try {
    return textOf(record, path)?.slice(0, textLengthMax) ?? '';
  } catch {
    return '';
  }
}

class Reading {
  readonly #record: SourceRecord;
  readonly #mapping: Mapping;
  readonly #context: MappingContext;

  constructor(record: SourceRecord, mapping: Mapping, context: MappingContext) {
    this.#record = record;
    this.#mapping = mapping;
    this.#context = context;
  }

  document(): SourceDocument {
    const { fields, form, people, dates, amounts, figures, lines } = this.#mapping;
    const documentId = this.#identity();
    const currency = this.#currency(fields.currency);
    const rows = lines === undefined ? null : this.#rows(lines);
    return {
      form,
      documentId,
      modifiedAt: this.#modifiedAt(),
      step: this.#step(),
      departmentId: this.#text(fields.departmentId),
      summary: {
        number: this.#text(fields.number) ?? documentId,
        title: this.#title(),
        amount: this.#amount(fields.amount, currency),
        localAmount: this.#amount(fields.localAmount, this.#currency(fields.localCurrency)),
        counterparty: this.#text(fields.counterparty),
        department: this.#text(fields.department),
        organisation: this.#text(fields.organisation),
        applicant: fields.applicant === undefined ? null : this.#person(fields.applicant),
        date: this.#time(this.#record, fields.date),
        note: this.#text(fields.note, noteLengthMax),
      },
      people: present(people, (of) => this.#person(of)),
      dates: present(dates, (path) => this.#time(this.#record, path)),
      amounts: present(amounts, (of) => this.#money(this.#record, of, currency)),
      figures: {
        ...present(figures, (of) => this.#figure(this.#record, of)),
        ...(rows === null ? {} : { lines: rows.count }),
      },
      lines: rows === null ? [] : rows.lines.map((row) => this.#line(row, rows.fields, currency)),
    };
  }

  #identity(): string {
    const { id } = this.#mapping.fields;
    const found = textOf(this.#record, id);
    if (found === null) throw new FieldFault(`${id} (the id) is empty`);
    if (found.length > textLengthMax) {
      throw new FieldFault(`${id} (the id) is longer than ${String(textLengthMax)} characters`);
    }
    return found;
  }

  #modifiedAt(): number {
    const { modifiedAt: path } = this.#mapping.fields;
    const at = this.#time(this.#record, path);
    if (at === null) throw new FieldFault(`${path} (the time of change) is empty`);
    if (at > this.#context.now + aheadMaxMs) {
      const when = new Date(at).toISOString();
      throw new FieldFault(
        `${path} (the time of change) is in the future: ${when}`,
        'SOURCE_FUTURE',
      );
    }
    return at;
  }

  #step(): SourceDocument['step'] {
    const { fields, steps } = this.#mapping;
    const status = textOf(this.#record, fields.status) ?? '';
    const step = Object.hasOwn(steps, status) ? steps[status] : undefined;
    if (step !== undefined) return step;
    const known = Object.keys(steps).join(', ');
    throw new FieldFault(
      `status "${status.slice(0, 40)}" is not in steps of the mapping (${known})`,
      'SOURCE_STATUS_UNKNOWN',
    );
  }

  #title(): string {
    const { titles, form } = this.#mapping;
    const [first = form] = Object.values(titles);
    return titles[this.#context.language] ?? titles['zh-CN'] ?? first;
  }

  #text(value: Value | undefined, lengthMax = textLengthMax): string | null {
    return shortened(textOf(this.#record, value), lengthMax);
  }

  #person({ id, name }: PersonFields): ErpPerson | null {
    const userId = this.#text(id);
    return userId === null ? null : { userId, name: this.#text(name) ?? userId };
  }

  #currency(value: Value | undefined, record = this.#record): string | null {
    const code = textOf(record, value)?.toUpperCase() ?? null;
    if (code === null) return null;
    if (!/^[A-Z]{3}$/.test(code)) {
      throw new FieldFault(`"${code.slice(0, 20)}" is no currency code such as CNY`);
    }
    // What people write for the renminbi is no ISO code.
    return code === 'RMB' ? 'CNY' : code;
  }

  #amount(path: string | undefined, currency: string | null): Money | null {
    return path === undefined ? null : this.#exact(this.#record, path, currency);
  }

  #money(record: SourceRecord, of: MoneyFields, otherwise: string | null): Money | null {
    const own = of.currency === undefined ? otherwise : this.#currency(of.currency, record);
    return this.#exact(record, of.amount, own);
  }

  #exact(record: SourceRecord, path: string, currency: string | null): Money | null {
    const amount = this.#decimal(record, path);
    if (amount === null) return null;
    if (currency === null) throw new FieldFault(`${path} is an amount whose currency is empty`);
    return { amount, currency };
  }

  #figure(record: SourceRecord, of: FigureFields): Figure | null {
    const value = this.#decimal(record, of.value);
    return value === null
      ? null
      : { value, unit: shortened(textOf(record, of.unit), textLengthMax) };
  }

  #decimal(record: SourceRecord, path: string): Decimal | null {
    return decimalAt(record, path, this.#mapping.decimalMark);
  }

  #time(record: SourceRecord, path: string | undefined): number | null {
    return path === undefined ? null : timeAt(record, path, this.#mapping, this.#context.timeZone);
  }

  /** The rows that are kept, and how many there are. */
  #rows({ from, fields }: LineFields): RowsOf {
    const { rows, total } = rowsAt(this.#record, from);
    const count: Figure = { value: new ExactDecimal(String(total)), unit: null };
    return { lines: rows.slice(0, linesMax), count, fields };
  }

  #line(row: SourceRecord, of: LineFields['fields'], currency: string | null): Line {
    const lineId = textOf(row, of.id);
    if (lineId === null) throw new FieldFault(`a row has no ${of.id} (its id)`);
    const text = (value: Value | undefined, lengthMax = textLengthMax): string | null =>
      shortened(textOf(row, value), lengthMax);
    const money = (fields: MoneyFields | undefined): Money | null =>
      fields === undefined ? null : this.#money(row, fields, currency);
    return {
      lineId,
      item: text(of.item),
      name: text(of.name),
      quantity: of.quantity === undefined ? null : this.#figure(row, of.quantity),
      price: money(of.price),
      amount: money(of.amount),
      date: this.#time(row, of.date),
      status: text(of.status),
      note: text(of.note, noteLengthMax),
    };
  }
}

interface RowsOf {
  readonly lines: readonly SourceRecord[];
  readonly count: Figure;
  readonly fields: LineFields['fields'];
}

/** Under this key a store that reads only the first rows says how many there are. */
export const lineCountKey = 'hub.lines';

function rowsAt(record: SourceRecord, path: string): { rows: SourceRecord[]; total: number } {
  // The table of the rows may have a dot in its name.
  let at: unknown = record[path];
  if (at === undefined) {
    at = record;
    for (const part of path.split('.')) at = isRecord(at) ? at[part] : undefined;
  }
  if (at === undefined || at === null) return { rows: [], total: 0 };
  if (!Array.isArray(at)) throw new FieldFault(`${path} (the rows) is no list`);
  const rows = at.filter((row) => isRecord(row));
  if (rows.length < at.length) throw new FieldFault(`${path} holds something else than rows`);
  const told = record[lineCountKey];
  return { rows, total: typeof told === 'number' ? told : rows.length };
}

function timeAt(
  record: SourceRecord,
  path: string,
  mapping: Mapping,
  timeZone: string,
): number | null {
  const found = scalarAt(record, path);
  if (found === null || found === '') return null;
  const { numericTimes, timeZone: own = timeZone } = mapping;
  // SAP writes a date that is not set as zeros.
  if (typeof found === 'string' && /^0{8}(0{6})?$/.test(found)) return null;
  const at = readTime(found, { timeZone: own, numericTimes });
  if (at === null)
    throw new FieldFault(`${path} is no date or time: "${String(found).slice(0, 40)}"`);
  return at;
}

/** The entries that have a value. */
function present<From, To>(
  of: Readonly<Record<string, From>>,
  read: (from: From) => To | null,
): Record<string, To> {
  const found: Record<string, To> = {};
  for (const [name, from] of Object.entries(of)) {
    const value = read(from);
    if (value !== null) found[name] = value;
  }
  return found;
}

function shortened(text: string | null, lengthMax: number): string | null {
  if (text === null || text.length <= lengthMax) return text;
  const cut = text.slice(0, lengthMax);
  // Half a character would be no character.
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
