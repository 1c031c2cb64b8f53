import type {
  ChangedSince,
  MalformedDocument,
  Position,
  SourceDocument,
  Stretch,
} from '@hub/source';
import type { BillPage, BillQuestion, BillReader } from './bill-reader.js';
import { CountedClient } from './counted-client.js';
import { changedBetween, ownedBy } from './conditions.js';
import { allOf } from './filter.js';
import { keyOf, type FormShape } from './form-shape.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { isWhole } from './read-rows.js';

export interface ChangedPage {
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  readonly rows: number;
  readonly calls: number;
  readonly next: Position | null;
}

const secondMs = 1_000;
/** Pages of bills of one and the same second that are read at once. */
const pagesMax = 100;
/** Before every id that the ERP gives. */
const firstId = '0';

/**
 * Pages through bills in the order of change.
 *
 * The next page begins behind the last bill of the one before, by its time and id. Some sites print times without their
 * fraction, though the ERP compares by it: there a place lies before all of its second, which is then read again.
 */
export class ChangedBills {
  readonly #client: K3CloudClient;
  readonly #bills: BillReader;
  /** Whether this ERP was seen to keep fractions of seconds that it does not print. */
  #hides = false;

  constructor(client: K3CloudClient, bills: BillReader) {
    this.#client = client;
    this.#bills = bills;
  }

  async since(
    shape: FormShape,
    question: ChangedSince,
    { limit, lines }: { readonly limit: number; readonly lines: boolean },
  ): Promise<ChangedPage> {
    const asked: BillQuestion = {
      shape,
      filter: this.#filterOf(shape, question),
      order: orderOf(shape),
      limit,
      lines,
      remembered: true,
      organisations: new Set(question.organisations),
    };
    const page = await this.#bills.read(asked);
    this.#hides ||= page.documents.some((one) => isNotBehind(one, question));
    const { documents, malformed, rows, calls, last } = page;
    if (last === null || isWhole(page.heads, limit)) {
      return { documents, malformed, rows, calls, next: null };
    }
    // The second itself fills the page, and asking behind any place of it would bring the same page again.
    const stands = this.#hides && last.modifiedAt === question.modifiedFrom;
    if (stands) return await this.#oneSecond(asked, page, last.modifiedAt);
    return { documents, malformed, rows, calls, next: last };
  }

  /** One key of one row: whether there is anything behind so many bills of a stretch. */
  async hasMoreThan(shape: FormShape, stretch: Stretch, count: number): Promise<boolean> {
    const owned = ownedBy(shape, stretch.organisations);
    // Bills of others cannot be told from ours by counting.
    if (owned === '') return true;
    // Where fractions of seconds are hidden an id is no place within a second.
    const afterId = this.#hides ? null : (stretch.afterId ?? null);
    const client = new CountedClient(this.#client);
    const rows = await client.query({
      form: stretch.form,
      fields: [shape.idKey],
      filter: this.#filterOf(shape, { ...stretch, afterId }),
      order: orderOf(shape),
      startRow: afterId === null ? count + (stretch.leftOut ?? 0) : count,
      limit: 1,
    });
    return rows.length > 0;
  }

  /** Reads on while the second lasts that fills a page alone, by the number of rows, since nothing else tells them apart. */
  async #oneSecond(asked: BillQuestion, first: BillPage, second: number): Promise<ChangedPage> {
    const documents = new Map(first.documents.map((one) => [one.documentId, one]));
    const malformed = new Map(first.malformed.map((one) => [one.documentId, one]));
    let { rows, calls, heads: startRow } = first;
    for (let page = 1; page < pagesMax; page += 1) {
      const more = await this.#bills.read({ ...asked, startRow });
      rows += more.rows;
      calls += more.calls;
      startRow += more.heads;
      for (const one of more.documents) {
        if (one.modifiedAt === second) documents.set(one.documentId, one);
      }
      for (const one of more.malformed) malformed.set(one.documentId, one);
      if (more.heads === 0 || more.last?.modifiedAt !== second) break;
    }
    return {
      documents: [...documents.values()],
      malformed: [...malformed.values()],
      rows,
      calls,
      next: { modifiedAt: second + secondMs, documentId: firstId },
    };
  }

  #filterOf(shape: FormShape, between: Omit<ChangedSince, 'form'>): string {
    const { utcOffsetMinutes } = this.#client;
    return allOf(
      changedBetween(shape, between, { utcOffsetMinutes, wholeSeconds: this.#hides }),
      ownedBy(shape, between.organisations),
    );
  }
}

/**
 * A bill that was asked for behind a place and shows a place before it: its time is later than it looks. One that was
 * committed late shows such a place too, but was not known there.
 */
function isNotBehind(
  { modifiedAt, documentId }: SourceDocument,
  { modifiedFrom, afterId, lookBack }: ChangedSince,
): boolean {
  const shows =
    afterId !== null && modifiedAt === modifiedFrom && Number(documentId) <= Number(afterId);
  if (!shows || lookBack === undefined) return shows;
  return lookBack.known.some(
    (one) => one.documentId === documentId && one.modifiedAt === modifiedAt,
  );
}

function orderOf(shape: FormShape): string {
  return `${keyOf(shape, 'modifiedAt')}, ${shape.idKey}`;
}
