import type { ChangedSince } from '@hub/source';
import { allOf, anyOf, idLiteral, isOneOf, literal } from './filter.js';
import { keyOf, type FormShape } from './form-shape.js';
import { toServerTime } from './server-time.js';

/** Longest list of organisations in a filter, in characters; a longer one is left to the reader of the answer. */
const ownersMax = 12_000;

/**
 * Bills behind a place in the order of change and id, up to another one.
 *
 * @param wholeSeconds true where the ERP keeps fractions of seconds that it does not print: then a place stands for all of
 * its second
 */
export function changedBetween(
  shape: FormShape,
  { modifiedFrom, afterId, until }: Pick<ChangedSince, 'modifiedFrom' | 'afterId' | 'until'>,
  { utcOffsetMinutes, wholeSeconds }: { utcOffsetMinutes: number; wholeSeconds: boolean },
): string {
  const time = keyOf(shape, 'modifiedAt');
  const id = shape.idKey;
  const from = literal(toServerTime(modifiedFrom, utcOffsetMinutes));
  const begin =
    afterId === null
      ? `${time}>=${from}`
      : anyOf(`${time}>${from}`, `(${time}=${from} and ${id}>${idLiteral(afterId)})`);
  if (until === null) return begin;
  if (wholeSeconds) {
    const end = literal(toServerTime(until.modifiedAt + 1_000, utcOffsetMinutes));
    return allOf(begin, `${time}<${end}`);
  }
  const to = literal(toServerTime(until.modifiedAt, utcOffsetMinutes));
  const last = `(${time}=${to} and ${id}<=${idLiteral(until.documentId)})`;
  return allOf(begin, anyOf(`${time}<${to}`, last));
}

/** Bills of these organisations; empty when naming them all would make the question too long. */
export function ownedBy(shape: FormShape, organisations: readonly string[]): string {
  const owned = isOneOf(`${keyOf(shape, 'organisation')}.FNumber`, organisations);
  return owned.length > ownersMax ? '' : owned;
}
