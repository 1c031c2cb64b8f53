/** How a form has behaved lately. */
export interface FormPace {
  /** Changes per second. */
  readonly rate: number;
  /** Calls of one reading. */
  readonly calls: number;
}

export interface PaceLimits {
  /** What the mean interval of busy forms should be about, milliseconds. */
  readonly meanMs: number;
  /** Calls of one turn beside the readings: the questions for open tasks. */
  readonly callsPerTurn: number;
  /** Calls per second that are spent in any case, such as the questions for late commits. */
  readonly callsPerSecond: number;
}

/** No form is asked more often, nor less often. */
export const intervalMinMs = 2_000;
export const intervalMaxMs = 30_000;

/** Calls per change that are aimed at while there is little to do, and at the busiest hour of the month. */
const callsPerChange = { usual: 0.3, busy: 0.032 };
/**
 * Changes per second of one form that the budget counts, well above what people make in the peak minute. What is more is one
 * job's: it comes in full pages, and no other form has to be asked more often for it.
 */
const countedMax = 50;
/** Calls per second that no system minds, however little happens in it. */
const harmlessCalls = 0.6;
/** Part of an interval after which a form joins a turn that takes place anyway; it makes readings a little more frequent. */
export const joinsAfter = 0.85;

/**
 * How many calls a second an account is worth: in proportion to what changes, but never so few that a form waits longer
 * than the longest interval, nor more than the wanted mean needs unless really much changes.
 */
export function budgetOf(
  forms: number,
  rate: number,
  { meanMs, callsPerTurn }: Pick<PaceLimits, 'meanMs' | 'callsPerTurn'>,
): number {
  const atLeast = Math.max(
    (forms * 1_000) / intervalMaxMs,
    Math.min(((forms + callsPerTurn) * 1_000) / meanMs, harmlessCalls),
  );
  const atMost = Math.max(atLeast, (forms * 1_000) / (1.3 * meanMs), callsPerChange.busy * rate);
  return Math.min(Math.max(callsPerChange.usual * rate, atLeast), atMost);
}

/**
 * The interval of each form, in milliseconds, for which the mean wait of a change is least while the calls stay within
 * the budget: in proportion to the root of calls over rate.
 */
export function intervalsOf(paces: readonly FormPace[], limits: PaceLimits): number[] {
  const rate = paces.reduce((sum, pace) => sum + Math.min(pace.rate, countedMax), 0);
  const budget = budgetOf(paces.length, rate, limits) * joinsAfter;
  // A form in which nothing changes still has its share, so that its first change does not wait longest.
  const least = Math.max(rate / Math.max(1, paces.length) / 10, 1e-6);
  const weights = paces.map(({ rate: own, calls }) => Math.sqrt(calls / Math.max(own, least)));
  const at = (factor: number): number[] =>
    weights.map((weight) => Math.min(Math.max(weight * factor, intervalMinMs), intervalMaxMs));
  const callsAt = (factor: number): number => {
    const intervals = at(factor);
    const readings = intervals.reduce(
      (sum, interval, index) => sum + (1_000 * (paces[index]?.calls ?? 1)) / interval,
      0,
    );
    const turns = (1_000 * limits.callsPerTurn) / Math.min(intervalMaxMs, ...intervals);
    return readings + turns + limits.callsPerSecond;
  };
  // Calls fall as the factor grows; sixty halvings of its exponent find the place.
  let [low, high] = [-20, 40];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (callsAt(2 ** middle) > budget) low = middle;
    else high = middle;
  }
  return at(2 ** high);
}

/** A rate of changes that forgets: what happened `memoryMs` ago counts a third. */
export class ChangeRate {
  readonly #memoryMs: number;
  #perSecond = 0;

  constructor(memoryMs = 120_000) {
    this.#memoryMs = memoryMs;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  /** So many changes were found in a time that was so long. */
  note(changes: number, elapsedMs: number): void {
    if (elapsedMs <= 0) return;
    const kept = Math.exp(-elapsedMs / this.#memoryMs);
    this.#perSecond = this.#perSecond * kept + ((changes * 1_000) / elapsedMs) * (1 - kept);
  }
}
