import type { LookBack, Position } from '@hub/source';
import { allOf, anyOf, isNoneOfIds } from './filter.js';

/** Known bills that a question names at most. */
export const lookBackMax = 300;
/**
 * Ids and slices in one question, at most: together some nine thousand characters, less than the list of organisations
 * may have.
 */
const mentionsMax = 900;
const slicesMax = 40;

/**
 * Bills that were not read before, from a time on.
 *
 * A known bill that was committed once more, late, stands further behind than it did. So the known ones are cut into
 * slices, and behind each cut only those are left out that were known there. Up to forty known bills have a cut each, which
 * makes the question exact; more have fewer, and the cuts move on with time.
 *
 * @param time key of the field with the time of change
 * @param timeLiteral writes a time as the ERP has it
 */
export function notReadBefore(
  { from, known }: LookBack,
  { time, id }: { readonly time: string; readonly id: string },
  timeLiteral: (ms: number) => string,
): string {
  return anyOf(
    ...slicesOf({ from, known }).map(
      (slice) =>
        `(${allOf(
          `${time}>=${timeLiteral(slice.from)}`,
          isNoneOfIds(
            id,
            slice.known.map(({ documentId }) => documentId),
          ),
        )})`,
    ),
  );
}

/** From each cut on, everything known. */
function slicesOf({ from, known }: LookBack): readonly LookBack[] {
  const count = Math.min(Math.max(1, Math.floor((2 * mentionsMax) / known.length) - 1), slicesMax);
  const width = Math.max(1, Math.ceil(known.length / count));
  const slices: LookBack[] = [{ from, known }];
  for (let at = 0; at < known.length; at += width) {
    const begins = firstOf(known, known[at]?.modifiedAt ?? from);
    const cut = known[begins]?.modifiedAt ?? from;
    if (cut > (slices.at(-1)?.from ?? from)) slices.push({ from: cut, known: known.slice(begins) });
  }
  return slices;
}

/** Index of the first one of a time. */
function firstOf(known: readonly Position[], modifiedAt: number): number {
  return known.findIndex((one) => one.modifiedAt === modifiedAt);
}
