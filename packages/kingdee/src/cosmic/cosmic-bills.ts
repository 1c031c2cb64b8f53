import { HubError } from '@hub/core';
import type { MalformedDocument, Position, SourceDocument } from '@hub/source';
import { textOf, timeOf, type Locale } from '../cells.js';
import { documentOf, malformedOf } from '../document.js';
import { shapeOf, type FormShape } from '../form-shape.js';
import { toServerTime } from '../server-time.js';
import type { CosmicClient, CosmicPage, CosmicRecord } from './cosmic-client.js';
import type { CosmicForm } from './cosmic-form.js';
import { cosmicRow, cosmicRows, missingIn } from './cosmic-row.js';

/** How the queries of a site were published, where they take no free condition. */
export interface QueryParameters {
  /** Name of the parameter that is compared with modifytime, lower end included. */
  readonly changedFrom: string;
  /** Upper end included. */
  readonly changedTo: string;
  readonly id: string;
}

export interface CosmicReading {
  readonly client: CosmicClient;
  readonly locale: Locale;
  /** Null where conditions go into `filter`. */
  readonly parameters: QueryParameters | null;
  /** Parameters that every query of the site wants, `*` for any value. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Bills of one page. */
  readonly pageSize: number;
}

/** What bills are wanted: changed within two moments, both included, and further conditions. */
export interface Wanted {
  readonly form: CosmicForm;
  /** UTC milliseconds; whole seconds. */
  readonly from: number;
  readonly to: number;
  readonly organisations: readonly string[];
  /** Joined by and; empty for none. Sent only where a free condition is taken. */
  readonly also?: string;
}

export interface Found {
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  readonly rows: number;
}

/** A second, the finest that the platform tells. */
export const secondMs = 1000;

/** Asks the published query of a form, and understands what it answers. */
export class CosmicBills {
  readonly #reading: CosmicReading;
  readonly #shapes = new Map<CosmicForm, FormShape>();

  constructor(reading: CosmicReading) {
    this.#reading = reading;
  }

  async page(wanted: Wanted, pageNo: number): Promise<CosmicPage> {
    const { form, from, to } = wanted;
    const { parameters } = this.#reading;
    const [first, last] = [this.#moment(from), this.#moment(to)];
    const data =
      parameters === null ? {} : { [parameters.changedFrom]: first, [parameters.changedTo]: last };
    const times = `modifytime >= '${first}' and modifytime <= '${last}'`;
    const filter = [times, ownedBy(wanted), wanted.also ?? ''].filter((text) => text !== '');
    const page = await this.#ask(form, data, filter.join(' and '), pageNo);
    this.#check(page.rows, wanted);
    return page;
  }

  async byId(form: CosmicForm, id: string): Promise<CosmicRecord | null> {
    const { parameters } = this.#reading;
    const data = parameters === null ? {} : { [parameters.id]: id };
    const { rows } = await this.#ask(form, data, `id = '${id.replaceAll("'", "''")}'`, 1);
    return rows.find((row) => textOf(cosmicRow(row, form).of('id')) === id) ?? null;
  }

  understood(form: CosmicForm, records: readonly CosmicRecord[]): Found {
    const documents: SourceDocument[] = [];
    const malformed: MalformedDocument[] = [];
    for (const record of records) {
      const read = this.one(form, record);
      if ('summary' in read) documents.push(read);
      else malformed.push(read);
    }
    return { documents, malformed, rows: records.length };
  }

  one(form: CosmicForm, record: CosmicRecord): SourceDocument | MalformedDocument {
    const shape = this.#shapeOf(form);
    const head = cosmicRow(record, form);
    try {
      const rows = cosmicRows(record, form);
      return documentOf(head, shape, this.#reading.locale, { sentBack: false, rows });
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return malformedOf(head, shape, error);
    }
  }

  /** Where a record stands in the order of change; null when it does not say. */
  positionOf(form: CosmicForm, record: CosmicRecord): Position | null {
    const row = cosmicRow(record, form);
    const modifiedAt = timeOf(row.of('modifytime'), this.#reading.locale);
    const documentId = textOf(row.of('id'));
    return modifiedAt === null || documentId === null ? null : { modifiedAt, documentId };
  }

  async #ask(
    form: CosmicForm,
    data: Readonly<Record<string, string>>,
    filter: string,
    pageNo: number,
  ): Promise<CosmicPage> {
    const { client, fixed, parameters, pageSize } = this.#reading;
    return await client.query({
      path: form.path,
      data: { ...fixed, ...data },
      filter: parameters === null ? filter : null,
      pageNo,
      pageSize,
    });
  }

  /**
   * A query passes over parameters it was not published with, without a word, and then answers with everything. That
   * must not be taken for news.
   */
  #check(records: readonly CosmicRecord[], { form, from, to }: Wanted): void {
    const [first] = records;
    if (first === undefined) return;
    const missing = missingIn(first, form);
    if (missing.length > 0)
      throw new HubError(
        'KINGDEE_FIELD_UNKNOWN',
        `the query ${form.path} answers without ${missing.join(', ')}; add them to its returned fields`,
      );
    const foreign = records.find((record) => {
      const at = this.positionOf(form, record)?.modifiedAt;
      return at !== undefined && (at < from || at >= to + secondMs);
    });
    if (foreign !== undefined)
      throw new HubError(
        'KINGDEE_REFUSED',
        `the query ${form.path} passes over the condition on modifytime; publish it with parameters for it and name them under parameters of the source`,
      );
  }

  #moment(utcMs: number): string {
    const { utcOffsetMinutes } = this.#reading.locale;
    return toServerTime(utcMs, utcOffsetMinutes).slice(0, 19).replace('T', ' ');
  }

  #shapeOf(form: CosmicForm): FormShape {
    const known = this.#shapes.get(form);
    if (known !== undefined) return known;
    const shape = shapeOf(form.definition, new Set(textsIn(form.definition)));
    this.#shapes.set(form, shape);
    return shape;
  }
}

function ownedBy({ form, organisations }: Wanted): string {
  if (organisations.length === 0) return '';
  const numbers = organisations.map((number) => `'${number.replaceAll("'", "''")}'`);
  return `${form.organisation} in (${numbers.join(', ')})`;
}

/** Fields are taken at the word of the form file: which a query brings is seen in its rows. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.toLowerCase()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
