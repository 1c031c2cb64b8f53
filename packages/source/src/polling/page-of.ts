import { isDocument, type MalformedDocument, type SourceDocument } from '../document.js';
import { documentOf, type MappingContext } from '../mapping/document-of.js';
import type { Mapping } from '../mapping/mapping.js';
import type { SourceRecord } from '../mapping/read-value.js';
import type { Page, Position } from '../source.js';

/** Puts a page together: documents in order of change and then of id, and beside them what could not be understood. */
export function pageOf(
  records: readonly SourceRecord[],
  mapping: Mapping,
  context: MappingContext,
  of: { readonly organisations: readonly string[]; readonly next: Position | null },
): Page {
  const documents: SourceDocument[] = [];
  const malformed: MalformedDocument[] = [];
  for (const record of records) {
    const read = documentOf(record, mapping, context);
    if (!isDocument(read)) malformed.push(read);
    else if (isOwned(read, of.organisations)) documents.push(read);
  }
  documents.sort(
    (left, right) =>
      left.modifiedAt - right.modifiedAt || compareIds(left.documentId, right.documentId),
  );
  return { documents, malformed, next: of.next, rows: records.length };
}

/** The last look: whatever a system was asked, a document of another organisation goes no further. */
export function isOwned({ summary }: SourceDocument, organisations: readonly string[]): boolean {
  if (organisations.length === 0) return true;
  return summary.organisation !== null && organisations.includes(summary.organisation);
}

/** Numbers by size, other ids by their characters, as systems order them. */
export function compareIds(left: string, right: string): number {
  if (/^\d{1,30}$/.test(left) && /^\d{1,30}$/.test(right)) {
    const difference = BigInt(left) - BigInt(right);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
