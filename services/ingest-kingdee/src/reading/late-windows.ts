import type { LookBack, Position } from '@hub/source';
import type { FormQuestion } from './form-question.js';
import { lateEveryMs, overlapMs, trailingMs, type FormState } from './form-state.js';

/** While nothing changes a search begins so far before the time of the system, and not before the last change. */
const quietMs = 2 * lateEveryMs;

type Asked = Pick<FormQuestion, 'source' | 'state' | 'serverClock' | 'now' | 'monotonic'>;

/**
 * What the next reading leaves out, so that it brings what was committed late together with what is new; null when there
 * is nothing to look for, or the source cannot.
 */
export function lookBackOf(asked: Asked): LookBack | null {
  const { state, source } = asked;
  const { lookBackMax } = source;
  if (lookBackMax === undefined) return null;
  const whole = beginOf(asked, overlapMs, state.position);
  state.recent.dropBefore(whole);
  const known = state.recent.from(whole);
  const { from, known: named } = newest(known, whole, lookBackMax);
  return from < state.position.modifiedAt ? { from, known: named } : null;
}

/** As many of the newest as one question may hold, all of a time or none. */
function newest(known: readonly Position[], from: number, max: number): LookBack {
  const last = known.length > max ? known[known.length - max - 1] : undefined;
  if (last === undefined) return { from, known };
  const named = known.filter(({ modifiedAt }) => modifiedAt > last.modifiedAt);
  return { from: named[0]?.modifiedAt ?? Number.POSITIVE_INFINITY, known: named };
}

/** One search for late commits. */
export interface LateWindow {
  readonly half: boolean;
  /** What was committed with an earlier time is not looked for, UTC milliseconds. */
  readonly from: number;
  /** Up to where everything was read just now. */
  readonly until: Position;
}

/**
 * The searches that are due after a reading, where looking back does not reach far enough: half of the overlap every
 * minute, and all of it.
 *
 * A known document that was committed late and moved within a stretch leaves its count as it was; it shows once the
 * stretch begins behind its old place. With two beginnings it shows while it stands for three minutes, if its old place was
 * three minutes earlier; with the one at the end of the overlap it took up to six, and was overtaken by its next change.
 */
export function searchesOf(asked: Asked, end: Position): readonly LateWindow[] {
  const { state, source, serverClock, now, monotonic } = asked;
  if (source.hasMoreThan === undefined || !state.begun || end.documentId === '') return [];
  const whole = beginOf(asked, overlapMs, end);
  state.recent.dropBefore(whole);
  const isCovered = (source.lookBackMax ?? -1) >= state.recent.size;
  if (isCovered) return [];
  // In an open second something is always about to come.
  const closed = serverClock.earliest(now) - trailingMs;
  const until = closed < end.modifiedAt ? { modifiedAt: closed, documentId: '0' } : end;
  const halfIsDue = monotonic - state.searchedHalfAtMonotonic >= lateEveryMs;
  // What is only just late comes by looking back.
  const wholeEveryMs = source.lookBackMax === undefined ? lateEveryMs : 2 * lateEveryMs;
  const wholeIsDue = monotonic - state.searchedAtMonotonic >= wholeEveryMs;
  return [
    ...(halfIsDue ? [{ half: true, from: beginOf(asked, overlapMs / 2, end), until }] : []),
    ...(wholeIsDue ? [{ half: false, from: whole, until }] : []),
  ].filter(({ from }) => from < until.modifiedAt);
}

export function noteSearched(state: FormState, { half }: LateWindow, monotonic: number): void {
  if (half) state.searchedHalfAtMonotonic = monotonic;
  else state.searchedAtMonotonic = monotonic;
}

/**
 * A stretch goes on with the time of the system while nothing changes, so that its beginning passes every known document;
 * but only with the time of the reading before: what was committed since then was not looked for.
 */
function beginOf({ state, serverClock, now }: Asked, lengthMs: number, newest: Position): number {
  const looked = serverClock.earliest(state.readAt ?? now);
  return Math.max(Math.min(newest.modifiedAt, looked + quietMs), looked - quietMs) - lengthMs;
}
