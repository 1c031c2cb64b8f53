import { isRecord } from '@hub/core';
import type { SourceRecord } from '../mapping/read-value.js';

/** Marks of V4 and V4.01 behind the name of a list that a server did not write whole. */
const marks = ['@odata.nextLink', '@nextLink'] as const;

/** Address at which a list goes on; null when it is whole. `of` is empty for the answer itself. */
export function nextLinkOf(holder: Readonly<Record<string, unknown>>, of = ''): string | null {
  for (const mark of marks) {
    const next = holder[`${of}${mark}`];
    if (typeof next === 'string') return next;
  }
  return null;
}

/**
 * A record with all of its rows: a server that pages by itself may cut the rows within a record too.
 *
 * @param rest the rows at an address and behind it
 */
export async function withAllRows(
  record: SourceRecord,
  path: readonly string[],
  rest: (next: string) => Promise<readonly SourceRecord[]>,
): Promise<SourceRecord> {
  const [name = '', ...inner] = path;
  const at = record[name];
  if (inner.length > 0) {
    return isRecord(at) ? { ...record, [name]: await withAllRows(at, inner, rest) } : record;
  }
  const next = nextLinkOf(record, name);
  if (next === null || !Array.isArray(at)) return record;
  return { ...record, [name]: [...(at as readonly unknown[]), ...(await rest(next))] };
}
