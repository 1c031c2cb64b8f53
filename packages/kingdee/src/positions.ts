import type { Position, SourceDocument } from '@hub/source';

/** By time, then by id. Ids that are whole numbers are compared as numbers, however long they are. */
export function comparePositions(left: Position, right: Position): number {
  return left.modifiedAt - right.modifiedAt || compareIds(left.documentId, right.documentId);
}

export function compareIds(left: string, right: string): number {
  if (left === right) return 0;
  const numbers = /^\d+$/.test(left) && /^\d+$/.test(right);
  if (numbers && left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : 1;
}

/** What lies behind a start and up to an end, each once, in order. */
export function between(
  documents: readonly SourceDocument[],
  of: {
    readonly modifiedFrom: number;
    readonly afterId: string | null;
    readonly until: Position | null;
  },
): readonly SourceDocument[] {
  const { modifiedFrom, afterId, until } = of;
  const start = afterId === null || afterId === '' ? null : afterId;
  return inOrder(documents).filter(
    (document) =>
      (document.modifiedAt > modifiedFrom ||
        (document.modifiedAt === modifiedFrom &&
          (start === null || compareIds(document.documentId, start) > 0))) &&
      (until === null || comparePositions(document, until) <= 0),
  );
}

/** Each document once, as it was read last, in the order of change. */
export function inOrder(documents: readonly SourceDocument[]): readonly SourceDocument[] {
  const latest = new Map(documents.map((document) => [document.documentId, document]));
  return [...latest.values()].sort(comparePositions);
}
