import type { Position } from '@hub/source';

const digits = /^\d+$/;

/** By time, then by id. Ids that are whole numbers are compared as numbers; as texts they would be compared wrongly. */
export function comparePositions(a: Position, b: Position): number {
  return a.modifiedAt - b.modifiedAt || compareIds(a.documentId, b.documentId);
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  if (digits.test(a) && digits.test(b)) return a.length - b.length || (a < b ? -1 : 1);
  return a < b ? -1 : 1;
}

export function laterOf(a: Position, b: Position): Position {
  return comparePositions(a, b) > 0 ? a : b;
}
