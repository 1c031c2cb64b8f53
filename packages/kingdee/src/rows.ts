import { HubError } from '@hub/core';
import type { Cell } from './exact-json.js';
import { nameOf, type CallName } from './faults.js';

/** Checks that an answer is a table of scalars of the asked width. */
export function rowsOf(
  value: unknown,
  width: number,
  call: CallName,
): readonly (readonly Cell[])[] {
  if (!Array.isArray(value)) throw malformed(call, 'the answer is no table');
  return value.map((row: unknown, index) => {
    if (!Array.isArray(row) || row.length !== width) {
      throw malformed(
        call,
        `row ${String(index)} does not have the ${String(width)} cells that were asked for`,
      );
    }
    if (!row.every(isCell))
      throw malformed(call, `row ${String(index)} holds something else than scalars`);
    return row;
  });
}

function isCell(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function malformed(call: CallName, what: string): HubError {
  return new HubError('KINGDEE_MALFORMED', `${nameOf(call)}: ${what}`, { retryable: true });
}
