import type { HubError } from '@hub/core';
import { textOf } from './cells.js';
import type { Cell } from './exact-json.js';
import { allOf, anyOf, idLiteral, isOneOfIds } from './filter.js';
import type { FormShape } from './form-shape.js';
import type { Asking } from './counted-client.js';
import { lineColumns } from './lines.js';
import type { TableRow } from './rows.js';

/** Cells of the rows of one bill, or what is wrong with one of them. */
export type RowsOfBill = readonly (readonly Cell[])[] | HubError;

const idsMax = 500;
const pageRows = 2000;

/**
 * Reads the rows of many bills at once, in the order of bill and row: one call for up to 500 bills, and one more for
 * every further 2,000 rows. Asking for the rows together with the heads would repeat every head on every row.
 */
export async function readRows(
  client: Asking,
  shape: FormShape,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RowsOfBill>> {
  const found = new Map<string, (readonly Cell[])[] | HubError>(ids.map((id) => [id, []]));
  const { lines, idKey } = shape;
  if (lines === null) return found;
  const { fields } = lineColumns(shape, lines);
  for (let from = 0; from < ids.length; from += idsMax) {
    const asked = ids.slice(from, from + idsMax);
    const of = isOneOfIds(idKey, asked);
    let behind = '';
    for (;;) {
      const rows = await client.table({
        form: shape.definition.form,
        fields,
        filter: allOf(of, behind),
        order: `${idKey}, ${lines.id}`,
        limit: pageRows,
      });
      for (const row of rows) keep(found, row);
      const last = rows.at(-1)?.cells;
      if (last === undefined || isWhole(rows.length)) break;
      const next = rowsBehind(idKey, lines.id, last);
      // The rows of the last bill were reached, or the server goes round in circles.
      const reached = rows.length < pageRows && asked.every((id) => !isBehind(id, idOf(last[0])));
      if (reached || next === behind) break;
      behind = next;
    }
  }
  return found;
}

function keep(
  found: Map<string, (readonly Cell[])[] | HubError>,
  { cells, fault }: TableRow,
): void {
  const id = idOf(cells[0]);
  const sofar = found.get(id);
  if (fault !== null) found.set(id, fault);
  // A bill without any row comes as one line of nothing.
  else if (Array.isArray(sofar) && textOf(cells[1] ?? null) !== null) sofar.push(cells);
}

/** A page shorter than asked for is the last one, unless the site allows fewer rows, and sites set round numbers. */
export function isWhole(rows: number, limit = pageRows): boolean {
  return rows < limit && (rows === 0 || rows % 100 !== 0);
}

function rowsBehind(idKey: string, rowKey: string, last: readonly Cell[]): string {
  const id = idLiteral(idOf(last[0]));
  const row = textOf(last[1] ?? null);
  if (row === null) return `${idKey}>${id}`;
  return anyOf(`${idKey}>${id}`, `(${idKey}=${id} and ${rowKey}>${idLiteral(row)})`);
}

function isBehind(id: string, other: string): boolean {
  return id.length === other.length ? id > other : id.length > other.length;
}

function idOf(cell: Cell | undefined): string {
  return textOf(cell ?? null) ?? '';
}
