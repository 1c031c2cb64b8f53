import type { Clock } from '@hub/core';
import type {
  ChangedSince,
  Check,
  MalformedDocument,
  OpenSince,
  Page,
  Position,
  Source,
  SourceDocument,
} from '@hub/source';
import { allOf, anyOf, idLiteral, isOneOfIds, literal } from '../filter.js';
import { between, compareIds, inOrder } from '../positions.js';
import { sourceChecks } from '../source-checks.js';
import { Differences } from './differences.js';
import { WiseBills, type BillsPage } from './wise-bills.js';
import type { WiseClient } from './wise-client.js';
import {
  bracketed,
  dayOf,
  isChangedBehind,
  isDatedFrom,
  isOpen,
  secondOf,
} from './wise-conditions.js';
import type { WiseForm } from './wise-form.js';
import type { WiseLocale } from './wise-row.js';
import { WiseShapes, type WiseShape } from './wise-shape.js';

export interface WiseSourceOptions {
  readonly name: string;
  readonly client: WiseClient;
  readonly forms: readonly WiseForm[];
  readonly locale: WiseLocale;
  /** Lines of one page of a list. */
  readonly pageRows: number;
  readonly clock: Clock;
}

type Read = Pick<BillsPage, 'documents' | 'malformed' | 'rows' | 'calls'>;

/** Ids that are asked for at once. */
const idsMax = 100;
const nothing: Page = { documents: [], malformed: [], next: null, rows: 0 };

/**
 * One account set of K/3 WISE as ingest sees it.
 *
 * The system keeps no time of change. Where a site keeps one itself (`changedAt`), bills are read in its order. Elsewhere
 * `modifiedAt` is the newest day that a bill bears (audit, else the bill's own); a question without `afterId`, which
 * ingest asks once a minute, compares all open bills with how they looked before, and any other reads what is dated on
 * or behind the day. So more is answered than was asked for, never less, and ingest passes over what it knows.
 */
export class WiseSource implements Source {
  readonly forms: readonly string[];
  readonly #options: WiseSourceOptions;
  readonly #shapes: WiseShapes;
  readonly #bills: WiseBills;
  readonly #differences = new Differences();

  constructor(options: WiseSourceOptions) {
    const { client, forms, locale, pageRows } = options;
    this.forms = forms.map(({ definition }) => definition.form);
    this.#options = options;
    this.#shapes = new WiseShapes(client, forms);
    this.#bills = new WiseBills(client, locale, pageRows);
  }

  async changedSince(question: ChangedSince): Promise<Page> {
    if (!this.#isOurs(question.organisations)) return nothing;
    const of = await this.#shapes.of(question.form);
    const { changedAt } = of.form;
    if (changedAt !== undefined) return await this.#byTime(of, changedAt, question);
    if (question.until !== null) return await this.#stretch(of, question);
    const looks = question.afterId === null || question.afterId === '';
    return looks ? await this.#look(of, question) : await this.#dated(of, question);
  }

  async read(
    form: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | MalformedDocument | null> {
    if (!this.#isOurs(organisations)) return null;
    const of = await this.#shapes.of(form);
    const id = bracketed(of.shape.idKey);
    const page = await this.#bills.read(of, `${id}=${idLiteral(documentId)}`, id);
    return page.documents[0] ?? page.malformed[0] ?? null;
  }

  /** Ends with an empty page only: what is missing here is taken for gone. */
  async open(question: OpenSince): Promise<Page> {
    if (!this.#isOurs(question.organisations)) return nothing;
    const of = await this.#shapes.of(question.form);
    const id = bracketed(of.shape.idKey);
    const { afterId, modifiedFrom } = question;
    const filter = allOf(
      isOpen(of.form),
      modifiedFrom > 0 ? this.#datedFrom(of, modifiedFrom) : '',
      afterId === null || afterId === '' ? '' : `${id}>${idLiteral(afterId)}`,
    );
    const { documents, malformed, rows, calls, last } = await this.#bills.read(of, filter, id);
    return { documents, malformed, next: last, rows, calls };
  }

  checks(): readonly Check[] {
    const { name, client } = this.#options;
    return sourceChecks(name, this.forms, {
      open: () => client.open(),
      read: async (form) => {
        await this.open({ form, organisations: [], afterId: null, modifiedFrom: 0 });
      },
    });
  }

  async close(): Promise<void> {
    await this.#options.client.close();
  }

  /** An account set is one company; who asks for others gets nothing. */
  #isOurs(organisations: readonly string[]): boolean {
    return organisations.length === 0 || organisations.includes(this.#options.locale.organisation);
  }

  /** In the order of a field that the site keeps: as exact as the field is. */
  async #byTime(of: WiseShape, changedAt: string, question: ChangedSince): Promise<Page> {
    const { utcOffsetMinutes } = this.#options.locale;
    const id = bracketed(of.shape.idKey);
    const end =
      question.until === null
        ? ''
        : `${bracketed(changedAt)}<=${literal(secondOf(question.until.modifiedAt, utcOffsetMinutes))}`;
    const filter = allOf(
      isChangedBehind(changedAt, of.shape.idKey, question, utcOffsetMinutes),
      end,
    );
    const order = `${bracketed(changedAt)} asc,${id} asc`;
    const page = await this.#bills.read(of, filter, order);
    const ended =
      question.until !== null && page.last !== null && isBehind(page.last, question.until);
    return {
      documents: between(page.documents, question),
      malformed: page.malformed,
      next: page.more && !ended ? page.last : null,
      rows: page.rows,
      calls: page.calls,
    };
  }

  /** What is dated within two positions. */
  async #stretch(of: WiseShape, question: ChangedSince): Promise<Page> {
    const read = await this.#all(of, this.#datedFrom(of, question.modifiedFrom));
    return { ...read, documents: between(read.documents, question), next: null };
  }

  async #dated(of: WiseShape, { modifiedFrom }: ChangedSince): Promise<Page> {
    const read = await this.#all(of, this.#datedFrom(of, modifiedFrom));
    return { ...read, documents: inOrder(read.documents), next: null };
  }

  /** Compares all that is open, and reads once more what is open no more: closing moves no date. */
  async #look(of: WiseShape, { modifiedFrom }: ChangedSince): Promise<Page> {
    const { clock, locale } = this.#options;
    const dated = this.#datedFrom(of, modifiedFrom);
    const read = await this.#all(of, anyOf(`(${isOpen(of.form)})`, dated));
    const form = of.form.definition.form;
    const isDated = (document: SourceDocument): boolean =>
      dayOf(document.modifiedAt, locale.utcOffsetMinutes) >=
      dayOf(modifiedFrom, locale.utcOffsetMinutes);
    const different = this.#differences.look(form, read.documents, clock.monotonic());
    const left = await this.#byIds(of, different.left);
    return {
      documents: inOrder([
        ...read.documents.filter(isDated),
        ...different.documents,
        ...left.documents,
      ]),
      malformed: [...read.malformed, ...left.malformed],
      next: null,
      rows: read.rows + left.rows,
      calls: read.calls + left.calls,
    };
  }

  #datedFrom({ form, shape }: WiseShape, modifiedFrom: number): string {
    const day = dayOf(modifiedFrom, this.#options.locale.utcOffsetMinutes);
    return isDatedFrom(form, shape.fields.date ?? '', day);
  }

  async #byIds(of: WiseShape, ids: readonly string[]): Promise<Read> {
    const id = bracketed(of.shape.idKey);
    const reads: Read[] = [];
    for (let from = 0; from < ids.length; from += idsMax)
      reads.push(await this.#all(of, isOneOfIds(id, ids.slice(from, from + idsMax))));
    return joined(reads);
  }

  /** All bills under a condition, page by page in the order of ids, so that none is passed over while others change. */
  async #all(of: WiseShape, condition: string): Promise<Read> {
    const id = bracketed(of.shape.idKey);
    const reads: Read[] = [];
    let afterId: string | null = null;
    for (;;) {
      const behind: string = afterId === null ? '' : `${id}>${idLiteral(afterId)}`;
      const page: BillsPage = await this.#bills.read(of, allOf(`(${condition})`, behind), id);
      reads.push(page);
      const { last } = page;
      if (!page.more || last === null) return joined(reads);
      // A server that pages in another order than it was told would go round for ever.
      if (afterId !== null && compareIds(last.documentId, afterId) <= 0) return joined(reads);
      afterId = last.documentId;
    }
  }
}

function isBehind(last: Position, until: Position): boolean {
  return last.modifiedAt > until.modifiedAt;
}

function joined(reads: readonly Read[]): Read {
  return {
    documents: reads.flatMap(({ documents }) => documents),
    malformed: reads.flatMap(({ malformed }) => malformed),
    rows: reads.reduce((sum, { rows }) => sum + rows, 0),
    calls: reads.reduce((sum, { calls }) => sum + calls, 0),
  };
}
