import { isDocument, type MalformedDocument, type SourceDocument } from '../document.js';
import type { ChangedSince, Source } from '../source.js';

/** What the suite writes into the system that is tested. */
export interface RigRecord {
  /** UTC milliseconds. */
  readonly modifiedAt: number;
  readonly step: 'SAVED' | 'APPROVED' | 'CLOSED';
  /** In CNY. */
  readonly amount: string;
  /** One of `organisations` of the rig. */
  readonly organisation: string;
  /** Midnight of the business date at the system, UTC milliseconds. */
  readonly date: number;
}

/** A source with a real system behind it, whose records the suite can write. */
export interface SourceRig {
  readonly source: Source;
  readonly form: string;
  /** Records of one page; the suite writes two pages and a half. */
  readonly pageSize: number;
  readonly organisations: readonly [string, string];
  /** Amounts that the system itself keeps exactly. */
  readonly decimals: readonly string[];
  /** A time of change that records may have, and midnight of a business date; UTC milliseconds. */
  readonly start: number;
  readonly midnight: number;
  /** What the system keeps of a time: 1 for milliseconds, 1000 for seconds. */
  readonly tickMs: number;
  /** @returns the id; records that are added later have ids that come later */
  add(record: RigRecord): Promise<string>;
  change(documentId: string, changed: Partial<RigRecord>): Promise<void>;
  /** Makes the record one that cannot be understood. */
  spoil(documentId: string): Promise<void>;
  remove(documentId: string): Promise<void>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** More pages than any of these tests writes. */
export const pagesMax = 50;

export function at(rig: SourceRig, offsetMs: number, other: Partial<RigRecord> = {}): RigRecord {
  const [organisation] = rig.organisations;
  const modifiedAt = rig.start + offsetMs;
  return {
    modifiedAt,
    step: 'SAVED',
    amount: '86000.1',
    organisation,
    date: rig.midnight,
    ...other,
  };
}

export async function addMany(
  rig: SourceRig,
  offsetMs: (index: number) => number,
  count = Math.ceil(rig.pageSize * 2.5),
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push(await rig.add(at(rig, offsetMs(index))));
  return ids;
}

export function question(rig: SourceRig, other: Partial<ChangedSince>): ChangedSince {
  return {
    form: rig.form,
    organisations: [rig.organisations[0]],
    modifiedFrom: rig.start,
    afterId: null,
    until: null,
    ...other,
  };
}

/** Reads page after page, as ingest does. */
export async function everything(
  rig: SourceRig,
  between: (page: number) => Promise<void> = () => Promise.resolve(),
): Promise<readonly SourceDocument[]> {
  const documents: SourceDocument[] = [];
  let asked = question(rig, {});
  for (let page = 0; page < pagesMax; page += 1) {
    const { documents: found, next } = await rig.source.changedSince(asked);
    documents.push(...found);
    if (next === null) return documents;
    await between(page);
    asked = { ...asked, modifiedFrom: next.modifiedAt, afterId: next.documentId };
  }
  throw new Error(`the pages of ${rig.form} do not end`);
}

export async function readDocument(rig: SourceRig, documentId: string): Promise<SourceDocument> {
  const found = await read(rig, documentId, [rig.organisations[0]]);
  if (found !== null && isDocument(found)) return found;
  throw new Error(`${documentId} reads as ${found === null ? 'none' : found.reason}`);
}

export function read(
  rig: SourceRig,
  documentId: string,
  organisations: readonly string[],
): Promise<SourceDocument | MalformedDocument | null> {
  return rig.source.read(rig.form, documentId, organisations);
}

export function idsOf(documents: readonly SourceDocument[]): readonly string[] {
  return documents.map(({ documentId }) => documentId);
}
