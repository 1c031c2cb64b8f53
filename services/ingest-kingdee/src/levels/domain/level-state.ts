import type { Decimal } from '@hub/core';

/** What is known of one level: which side of its limit it is on, and how often it has crossed. */
export interface LevelState {
  readonly below: boolean;
  /** Crossings so far; it makes the id of the next event, so that a repeat after a crash makes the same one. */
  readonly crossings: number;
}

export interface LevelRule {
  /** Back means at or above limit × this, e.g. 1.1; at least 1. */
  readonly recover: Decimal;
  /** Readings in a row that must agree before anything is said. */
  readonly hold: number;
}

export interface LevelReading {
  readonly value: Decimal;
  /** Null when the system names none any more: then nothing can be below it. */
  readonly limit: Decimal | null;
}

export interface Judged {
  readonly state: LevelState;
  /** Readings in a row that contradict the state. */
  readonly against: number;
  readonly crossed: 'BELOW_LIMIT' | 'WITHIN_LIMIT' | null;
}

export const neverSeen: LevelState = { below: false, crossings: 0 };

/**
 * What one more reading makes of a level.
 *
 * Falling below the limit and coming back have different borders, and both must hold for some readings: a stock that
 * wavers around its limit is told once.
 */
export function judgeLevel(
  state: LevelState,
  against: number,
  reading: LevelReading,
  rule: LevelRule,
): Judged {
  if (!contradicts(state, reading, rule)) return { state, against: 0, crossed: null };
  if (against + 1 < rule.hold) return { state, against: against + 1, crossed: null };
  const crossed = state.below ? 'WITHIN_LIMIT' : 'BELOW_LIMIT';
  return {
    state: { below: !state.below, crossings: state.crossings + 1 },
    against: 0,
    crossed,
  };
}

function contradicts(
  { below }: LevelState,
  { value, limit }: LevelReading,
  { recover }: LevelRule,
): boolean {
  if (limit === null) return below;
  return below ? value.gte(backAt(limit, recover)) : value.lt(limit);
}

/** Where a level counts as back. A limit below zero times 1.1 would lie below the limit itself. */
function backAt(limit: Decimal, recover: Decimal): Decimal {
  const raised = limit.times(recover);
  return raised.lt(limit) ? limit : raised;
}

/** The version of the event of a crossing, e.g. `below:3`; it is also what is remembered. */
export function levelVersion({ below, crossings }: LevelState): string {
  return `${below ? 'below' : 'within'}:${String(crossings)}`;
}

/** Reads what was remembered; what is no level was never seen. */
export function levelStateOf(version: string): LevelState {
  const read = /^(below|within):(\d{1,15})$/.exec(version);
  if (read === null) return neverSeen;
  return { below: read[1] === 'below', crossings: Number(read[2]) };
}
