import { HubError } from '@hub/core';
import type {
  ChangedSince,
  Check,
  DueWithin,
  MalformedDocument,
  OpenSince,
  Page,
  Source,
  SourceDocument,
  Stretch,
} from '@hub/source';
import { toServerTime } from '../server-time.js';
import { between, compareIds, comparePositions } from '../positions.js';
import { sourceChecks } from '../source-checks.js';
import { CosmicBills, secondMs, type CosmicReading, type Wanted } from './cosmic-bills.js';
import type { CosmicForm } from './cosmic-form.js';
import { readSlice, readSlices } from './slices.js';

export interface CosmicSourceOptions extends CosmicReading {
  readonly name: string;
  readonly forms: readonly CosmicForm[];
}

/** A bill changed later than this after the server's own time is one whose date is wrong. */
const futureToleranceMs = 5 * 60_000;
/** Nothing was changed before the platform was there. */
const beginning = Date.UTC(2015, 0, 1);

/** One data centre of Cosmic as ingest sees it. The platform tells times of change to the second. */
export class CosmicSource implements Source {
  readonly forms: readonly string[];
  /** Absent where queries take no free condition: all there ever was would have to be read. */
  readonly due?: (question: DueWithin) => Promise<Page>;
  readonly #options: CosmicSourceOptions;
  readonly #bills: CosmicBills;

  constructor(options: CosmicSourceOptions) {
    this.forms = options.forms.map(({ definition }) => definition.form);
    this.#options = options;
    this.#bills = new CosmicBills(options);
    if (options.parameters === null) this.due = (question) => this.#due(question);
  }

  async changedSince(question: ChangedSince): Promise<Page> {
    const { modifiedFrom, until } = question;
    const from = wholeSecond(modifiedFrom);
    const to = Math.min(until?.modifiedAt ?? Number.POSITIVE_INFINITY, this.#latest());
    if (to < from) return empty;
    const form = this.#form(question.form);
    const { organisations } = question;
    const slice = await readSlice(this.#bills, { form, from, to: wholeSecond(to), organisations });
    const ended = slice.to >= wholeSecond(to);
    return {
      documents: between(this.#owned(slice.documents, organisations), question),
      malformed: slice.malformed,
      next: ended ? null : { modifiedAt: slice.to + secondMs, documentId: '' },
      rows: slice.rows,
      calls: slice.calls,
    };
  }

  async read(
    formName: string,
    documentId: string,
    organisations: readonly string[],
  ): Promise<SourceDocument | MalformedDocument | null> {
    const form = this.#form(formName);
    const record = await this.#bills.byId(form, documentId);
    if (record === null) return null;
    const read = this.#bills.one(form, record);
    if (!('summary' in read)) return read;
    return this.#owned([read], organisations)[0] ?? null;
  }

  async hasMoreThan(stretch: Stretch, count: number): Promise<boolean> {
    const form = this.#form(stretch.form);
    const { organisations, modifiedFrom, until, leftOut = 0 } = stretch;
    const from = wholeSecond(modifiedFrom);
    const wanted = { form, from, to: wholeSecond(until.modifiedAt), organisations };
    const { rows, lastPage } = await this.#bills.page(wanted, 1);
    if (!lastPage) return true;
    const inside = rows
      .map((row) => this.#bills.positionOf(form, row))
      .filter(
        (position) =>
          position !== null &&
          position.modifiedAt >= modifiedFrom &&
          comparePositions(position, until) <= 0,
      );
    return inside.length > count + leftOut;
  }

  /** All at once: in the order of ids nothing can be asked for. */
  async open({ form: name, organisations, afterId, modifiedFrom }: OpenSince): Promise<Page> {
    const form = this.#form(name);
    const wanted: Wanted = {
      form,
      from: wholeSecond(Math.max(modifiedFrom, beginning)),
      to: wholeSecond(this.#latest()),
      organisations,
      also: isOpen(form),
    };
    const found = await readSlices(this.#bills, wanted);
    const documents = this.#owned(found.documents, organisations)
      .filter(({ step }) => step !== 'CLOSED' && step !== 'VOIDED')
      .filter((document) => !isFinished(document, form))
      .filter(({ documentId }) => afterId === null || compareIds(documentId, afterId) > 0)
      .toSorted((left, right) => compareIds(left.documentId, right.documentId));
    return { ...found, documents, next: null };
  }

  /** Payables and receivables by their due date; none of a form that is not paid. */
  async #due(question: DueWithin): Promise<Page> {
    const form = this.#form(question.form);
    const { due } = form;
    if (due === undefined) return empty;
    const { utcOffsetMinutes } = this.#options.locale;
    const day = (ms: number): string => toServerTime(ms, utcOffsetMinutes).slice(0, 10);
    const { from, to, organisations, afterId } = question;
    const found = await readSlices(this.#bills, {
      form,
      from: beginning,
      to: wholeSecond(this.#latest()),
      organisations,
      also: `${due.date} >= '${day(from)}' and ${due.date} < '${day(to)}' and ${due.open} <> 0`,
    });
    const documents = this.#owned(found.documents, organisations)
      .filter(({ dates }) => isWithin(dates['due'], from, to))
      .filter(({ documentId }) => afterId === null || compareIds(documentId, afterId) > 0)
      .toSorted((left, right) => compareIds(left.documentId, right.documentId));
    return { ...found, documents, next: null };
  }

  checks(): readonly Check[] {
    const { name, client } = this.#options;
    return sourceChecks(name, this.forms, {
      open: () => client.open(),
      read: async (form) => {
        const to = wholeSecond(this.#latest());
        const wanted = { form: this.#form(form), from: to - 86_400_000, to, organisations: [] };
        await this.#bills.page(wanted, 1);
      },
    });
  }

  async close(): Promise<void> {
    await this.#options.client.close();
  }

  /** Whatever a system was asked: a document of another organisation goes no further. */
  #owned(
    documents: readonly SourceDocument[],
    organisations: readonly string[],
  ): readonly SourceDocument[] {
    if (organisations.length === 0) return documents;
    return documents.filter(
      ({ summary }) =>
        summary.organisation !== null && organisations.includes(summary.organisation),
    );
  }

  #latest(): number {
    return this.#options.client.serverNow() + futureToleranceMs;
  }

  #form(name: string): CosmicForm {
    const form = this.#options.forms.find(({ definition }) => definition.form === name);
    if (form !== undefined) return form;
    throw new HubError(
      'KINGDEE_FORM_UNKNOWN',
      `${name} is not read from Cosmic; known are ${this.forms.join(', ')}`,
    );
  }
}

const empty: Page = { documents: [], malformed: [], next: null, rows: 0 };

function wholeSecond(ms: number): number {
  return Math.floor(ms / secondMs) * secondMs;
}

/** Bills on which something is still to happen: not approved, or approved and not closed on forms that close. */
function isOpen({ definition }: CosmicForm): string {
  const { closeStatus } = definition.fields;
  if (closeStatus === undefined) return "billstatus in ('A', 'B')";
  if (closeStatus !== 'closestatus') return "billstatus in ('A', 'B', 'C')";
  return "(billstatus in ('A', 'B') or (billstatus = 'C' and closestatus = 'A'))";
}

/** Approved, on a form that does not close. Where no free condition is taken, it is all the same. */
function isFinished({ step }: SourceDocument, { definition }: CosmicForm): boolean {
  return step === 'APPROVED' && definition.fields.closeStatus === undefined;
}

function isWithin(due: number | undefined, from: number, to: number): boolean {
  return due !== undefined && due >= from && due < to;
}
