import { HubError } from '@hub/core';
import type { MalformedDocument, Position, SourceDocument } from '@hub/source';
import { textOf, timeOf } from '../cells.js';
import type { Row } from '../columns.js';
import { documentOf, malformedOf } from '../document.js';
import type { WiseClient, WiseRecord } from './wise-client.js';
import { made } from './wise-form.js';
import { wiseRow, type WiseLocale } from './wise-row.js';
import type { WiseShape } from './wise-shape.js';

/** Bills by a condition, in an order, as many as one page of rows holds. */
export interface BillsPage {
  readonly documents: readonly SourceDocument[];
  readonly malformed: readonly MalformedDocument[];
  /** The last bill, understood or not; null when there was none. One without a day has 0. */
  readonly last: Position | null;
  /** Whether the server has more of them. */
  readonly more: boolean;
  readonly rows: number;
  readonly calls: number;
}

/** The lines of one bill in a list. */
interface BillLines {
  readonly id: string;
  readonly lines: readonly WiseRecord[];
}

/**
 * Fewer lines than this are taken for all there are. Whether a server cuts pages shorter than it was asked for is not
 * known; no cut is this short.
 */
const wholeBelow = 50;
/** Pages of a single bill: 200 lines of an event fit many times over. */
const pagesOfBillMax = 50;

/** Reads bills with their rows. A bill that makes no sense spoils no other. */
export class WiseBills {
  readonly #client: WiseClient;
  readonly #locale: WiseLocale;
  readonly #pageRows: number;

  constructor(client: WiseClient, locale: WiseLocale, pageRows: number) {
    this.#client = client;
    this.#locale = locale;
    this.#pageRows = pageRows;
  }

  async read(of: WiseShape, filter: string, order: string): Promise<BillsPage> {
    const lines = await this.#lines(of, filter, order, 1);
    const bills = grouped(lines, of.shape.idKey);
    let calls = 1;
    let more = lines.length >= this.#pageRows;
    if (!more && lines.length >= wholeBelow) {
      more = (await this.#lines(of, filter, order, 2)).length > 0;
      calls += 1;
    }
    let whole = bills;
    if (more && bills.length > 1) {
      // The last bill may be cut; it begins the next page.
      whole = bills.slice(0, -1);
    } else if (more) {
      const [only] = bills;
      if (only !== undefined) {
        const rest = await this.#restOf(only.id, of, filter, order);
        whole = [{ ...only, lines: [...only.lines, ...rest.lines] }];
        calls += rest.calls;
      }
    }
    return { ...this.#understood(whole, of), more, rows: lines.length, calls };
  }

  /** The further pages of a bill that is longer than a page. */
  async #restOf(
    id: string,
    of: WiseShape,
    filter: string,
    order: string,
  ): Promise<{ readonly lines: readonly WiseRecord[]; readonly calls: number }> {
    const lines: WiseRecord[] = [];
    for (let index = 2; index <= pagesOfBillMax; index += 1) {
      const next = grouped(await this.#lines(of, filter, order, index), of.shape.idKey);
      const same = next.find((bill) => bill.id === id);
      lines.push(...(same?.lines ?? []));
      if (same === undefined || next.length > 1) return { lines, calls: index - 1 };
    }
    return { lines, calls: pagesOfBillMax };
  }

  async #lines(
    { form, asked }: WiseShape,
    filter: string,
    order: string,
    pageIndex: number,
  ): Promise<readonly WiseRecord[]> {
    return await this.#client.list({
      object: form.object,
      page: form.page,
      fields: asked,
      filter,
      order,
      pageRows: this.#pageRows,
      pageIndex,
    });
  }

  #understood(
    bills: readonly BillLines[],
    { form, shape }: WiseShape,
  ): Pick<BillsPage, 'documents' | 'malformed' | 'last'> {
    const documents: SourceDocument[] = [];
    const malformed: MalformedDocument[] = [];
    let last: Position | null = null;
    for (const { id, lines } of bills) {
      const rows = lines.map((line, index) => wiseRow(line, form, this.#locale, index));
      const [head] = rows;
      if (head === undefined) continue;
      last = { modifiedAt: timeOf(head.of(made.changed), this.#locale) ?? 0, documentId: id };
      // A bill without rows is still listed, with an empty row.
      const kept = rows.filter((row) => hasContent(row, shape));
      try {
        documents.push(documentOf(head, shape, this.#locale, { sentBack: false, rows: kept }));
      } catch (error) {
        if (!(error instanceof HubError)) throw error;
        malformed.push(malformedOf(head, shape, error));
      }
    }
    return { documents, malformed, last };
  }
}

function hasContent(row: Row, { lines }: WiseShape['shape']): boolean {
  if (lines === null) return true;
  const named = Object.values({ ...lines.keys, ...lines.sums });
  return named.some((key) => textOf(row.of(key)) !== null);
}

/** Lines of one bill stand together, since every order ends in the id. */
function grouped(lines: readonly WiseRecord[], idKey: string): readonly BillLines[] {
  const bills = new Map<string, WiseRecord[]>();
  for (const line of lines) {
    const key = Object.keys(line).find((each) => each.toLowerCase() === idKey.toLowerCase());
    const cell = key === undefined ? null : line[key];
    const id = typeof cell === 'number' || typeof cell === 'string' ? String(cell) : '';
    const known = bills.get(id);
    if (known === undefined) bills.set(id, [line]);
    else known.push(line);
  }
  return [...bills].map(([id, own]) => ({ id, lines: own }));
}
