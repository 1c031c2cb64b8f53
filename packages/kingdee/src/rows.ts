import { HubError } from '@hub/core';
import type { Cell } from './exact-json.js';
import { nameOf, type CallName } from './faults.js';

/** A row as it came; one that is not what was asked for says so, and its cells are those that can be read. */
export interface TableRow {
  readonly cells: readonly Cell[];
  readonly fault: HubError | null;
}

/** Checks that an answer is a table of scalars of the asked width. */
export function rowsOf(
  value: unknown,
  width: number,
  call: CallName,
): readonly (readonly Cell[])[] {
  return tableOf(value, width, call).map(({ cells, fault }) => {
    if (fault !== null) throw malformed(call, fault.message, true);
    return cells;
  });
}

/**
 * Reads a table of which single rows may be wrong.
 *
 * @throws HubError KINGDEE_MALFORMED, retryable, when it is no table or not one row is right: then it is the answer
 * that makes no sense, and no row of it
 */
export function tableOf(value: unknown, width: number, call: CallName): readonly TableRow[] {
  if (!Array.isArray(value)) throw malformed(call, 'the answer is no table', true);
  const rows = value.map((row: unknown, index) => rowOf(row, width, `row ${String(index)}`, call));
  const [first] = rows;
  if (first?.fault != null && rows.every(({ fault }) => fault !== null)) {
    throw malformed(call, `${first.fault.message}, and no row is better`, true);
  }
  return rows;
}

function rowOf(row: unknown, width: number, place: string, call: CallName): TableRow {
  const cells: readonly unknown[] = Array.isArray(row) ? row : [];
  const kept = cells.map((cell) => (isCell(cell) ? cell : null));
  if (cells.length !== width) {
    const what = `${place} does not have the ${String(width)} cells that were asked for`;
    return { cells: kept, fault: malformed(call, what, false) };
  }
  if (!cells.every(isCell)) {
    const what = `${place} holds something else than scalars`;
    return { cells: kept, fault: malformed(call, what, false) };
  }
  return { cells: kept, fault: null };
}

function isCell(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function malformed(call: CallName, what: string, retryable: boolean): HubError {
  return new HubError('KINGDEE_MALFORMED', `${nameOf(call)}: ${what}`, { retryable });
}
