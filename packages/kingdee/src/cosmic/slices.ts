import { HubError } from '@hub/core';
import type { MalformedDocument, SourceDocument } from '@hub/source';
import { secondMs, type CosmicBills, type Found, type Wanted } from './cosmic-bills.js';
import type { CosmicPage, CosmicRecord } from './cosmic-client.js';

export interface Slice extends Found {
  /** Up to when it was read, included; UTC milliseconds of a whole second. */
  readonly to: number;
  readonly calls: number;
}

/** Passes over a second with more bills than a page until two bring the same. */
const passesMax = 5;
const pagesMax = 100;

/**
 * Reads what changed from a moment on, as far as one page reaches.
 *
 * The order of a query is set where it is published and cannot be asked for, so pages are no steps in the order of
 * change, and a page that follows another may have lost what changed in between. A stretch of time that fits into a
 * single page has neither trouble: it is shortened until it fits.
 */
export async function readSlice(bills: CosmicBills, wanted: Wanted): Promise<Slice> {
  let to = wanted.to;
  let calls = 0;
  for (;;) {
    const page = await bills.page({ ...wanted, to }, 1);
    calls += 1;
    if (page.lastPage) return { ...bills.understood(wanted.form, page.rows), to, calls };
    if (to - wanted.from < secondMs) {
      const crowded = await readCrowded(bills, { ...wanted, to });
      return { ...crowded, to, calls: calls + crowded.calls };
    }
    const width = (to - wanted.from) * shareOf(page);
    to = wanted.from + Math.floor(width / secondMs) * secondMs;
  }
}

/** Reads all that changed from a moment to another, slice by slice. */
export async function readSlices(
  bills: CosmicBills,
  wanted: Wanted,
): Promise<Found & { readonly calls: number }> {
  const documents = new Map<string, SourceDocument>();
  const malformed = new Map<string, MalformedDocument>();
  let [from, rows, calls] = [wanted.from, 0, 0];
  while (from <= wanted.to) {
    const slice = await readSlice(bills, { ...wanted, from });
    // What changes meanwhile moves on in time, and its later state counts.
    for (const document of slice.documents) documents.set(document.documentId, document);
    for (const one of slice.malformed) malformed.set(one.documentId, one);
    rows += slice.rows;
    calls += slice.calls;
    from = slice.to + secondMs;
  }
  return { documents: [...documents.values()], malformed: [...malformed.values()], rows, calls };
}

/** What part of a stretch is likely to fit into a page: half of it, or less where the server counts. */
function shareOf({ rows, totalCount }: CosmicPage): number {
  if (totalCount === null || totalCount <= rows.length) return 0.5;
  return Math.min(0.5, (rows.length / totalCount) * 0.8);
}

/** A second with more bills than a page, as an import leaves behind: all pages, until two passes bring the same. */
async function readCrowded(
  bills: CosmicBills,
  wanted: Wanted,
): Promise<Found & { readonly calls: number }> {
  let before = '';
  let calls = 0;
  for (let pass = 0; pass < passesMax; pass += 1) {
    const records = new Map<string, CosmicRecord>();
    for (let pageNo = 1; pageNo <= pagesMax; pageNo += 1) {
      const page = await bills.page(wanted, pageNo);
      calls += 1;
      for (const record of page.rows) records.set(String(record['id']), record);
      if (page.lastPage) break;
    }
    const ids = [...records.keys()].toSorted().join(' ');
    if (ids === before) return { ...bills.understood(wanted.form, [...records.values()]), calls };
    before = ids;
  }
  throw new HubError(
    'KINGDEE_BUSY',
    `the bills of ${wanted.form.path} that changed within one second changed again while they were read; it is tried again`,
    { retryable: true, retryAfterMs: 5_000 },
  );
}
