import type { ChangedSince, LookBack } from '@hub/source';
import { allOf, anyOf, idLiteral, isOneOf, literal } from './filter.js';
import { keyOf, type FormShape } from './form-shape.js';
import { notReadBefore } from './look-back.js';
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
  {
    modifiedFrom,
    afterId,
    until,
    lookBack,
  }: Pick<ChangedSince, 'modifiedFrom' | 'afterId' | 'until' | 'lookBack'>,
  { utcOffsetMinutes, wholeSeconds }: { utcOffsetMinutes: number; wholeSeconds: boolean },
): string {
  const time = keyOf(shape, 'modifiedAt');
  const id = shape.idKey;
  const timeLiteral = (ms: number): string => literal(toServerTime(ms, utcOffsetMinutes));
  const from = timeLiteral(modifiedFrom);
  const orLate = (place: string, late: LookBack): string => {
    // Said once more around all of it, so that the ERP's database finds the few bills by its index of times.
    const recent = `${time}>=${timeLiteral(late.from)}`;
    if (late.known.length === 0) return recent;
    return allOf(recent, anyOf(place, notReadBefore(late, { time, id }, timeLiteral)));
  };
  const behind =
    afterId === null
      ? `${time}>=${from}`
      : anyOf(`${time}>${from}`, `(${time}=${from} and ${id}>${idLiteral(afterId)})`);
  const begin = lookBack === undefined ? behind : orLate(behind, lookBack);
  if (until === null) return begin;
  if (wholeSeconds) return allOf(begin, `${time}<${timeLiteral(until.modifiedAt + 1_000)}`);
  const to = timeLiteral(until.modifiedAt);
  const last = `(${time}=${to} and ${id}<=${idLiteral(until.documentId)})`;
  return allOf(begin, anyOf(`${time}<${to}`, last));
}

/** Bills of these organisations; empty when naming them all would make the question too long. */
export function ownedBy(shape: FormShape, organisations: readonly string[]): string {
  const owned = isOneOf(`${keyOf(shape, 'organisation')}.FNumber`, organisations);
  return owned.length > ownersMax ? '' : owned;
}
