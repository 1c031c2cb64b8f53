/** Observations that are looked at: enough for one wrong date among them to show. */
const observationsMax = 8;

/**
 * How far the clock of a system differs from ours, as far as its own documents tell.
 *
 * A document that was just found new was changed before it was read, by the system's clock; so its time of change less
 * the moment of reading is at most the difference of the clocks.
 */
export class ServerClock {
  readonly #differences: number[] = [];

  /** A document changed at `modifiedAt` was found new by a reading that began at `readAt`. */
  observe(modifiedAt: number, readAt: number): void {
    this.#differences.push(modifiedAt - readAt);
    if (this.#differences.length > observationsMax) this.#differences.shift();
  }

  /**
   * The latest time that may be believed of a document read at `now`: ours, unless the system is plainly ahead. One
   * document with a date in the future must not hide everything that really changes until then.
   */
  latest(now: number): number {
    const full = this.#differences.length === observationsMax;
    return now + (full ? Math.max(0, Math.min(...this.#differences)) : 0);
  }

  /** What the system's clock showed at our `now`, at least: no second before it can be written any more. */
  earliest(now: number): number {
    if (this.#differences.length === 0) return now;
    return now + Math.min(Math.max(...this.#differences), this.latest(now) - now);
  }
}
