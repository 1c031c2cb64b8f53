const windowMs = 60_000;

/** Counts the calls of each account set in the minute that has just passed. */
export class CallCounter {
  readonly #now: () => number;
  readonly #calls = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts a call unless `max` calls of the last 60 s are reached; says whether it may go on. */
  take(acctId: string, max: number): boolean {
    if (max === 0) return true;
    const now = this.#now();
    const recent = (this.#calls.get(acctId) ?? []).filter((at) => now - at < windowMs);
    const fits = recent.length < max;
    if (fits) recent.push(now);
    this.#calls.set(acctId, recent);
    return fits;
  }
}
