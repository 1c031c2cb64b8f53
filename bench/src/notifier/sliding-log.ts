/** What a far end allows of each key. */
export interface FarLimit {
  readonly calls: number;
  readonly windowMs: number;
  /** A key that passes the limit is refused everything for so long; 0 when only the call itself is. */
  readonly banMs: number;
}

/** What became of a key. */
export interface KeyCount {
  readonly accepted: number;
  readonly rejected: number;
  readonly bans: number;
  /**
   * Used part of the limit: the window beside the mean time from a call to the one that is `calls` later. It has no
   * edges, unlike calls by time, in which a burst at the beginning counts for more than it is.
   */
  readonly share: number;
}

/** Counts the calls of one key as the far end does: at most so many in any window that ends now. */
export class SlidingLog {
  readonly #accepted: number[] = [];
  #head = 0;
  #rejected = 0;
  #bans = 0;
  #bannedUntil = -Infinity;

  /** Whether a call that arrives now is accepted; a refused one does not count. */
  arrive(now: number, { calls, windowMs, banMs }: FarLimit): boolean {
    while ((this.#accepted[this.#head] ?? Infinity) <= now - windowMs) this.#head += 1;
    const full = this.#accepted.length - this.#head >= calls;
    if (now < this.#bannedUntil || full) {
      this.#rejected += 1;
      if (full && banMs > 0 && now >= this.#bannedUntil) {
        this.#bans += 1;
        this.#bannedUntil = now + banMs;
      }
      return false;
    }
    this.#accepted.push(now);
    return true;
  }

  count({ calls, windowMs }: FarLimit): KeyCount {
    const times = this.#accepted;
    let apart = 0;
    const pairs = Math.max(0, times.length - calls);
    for (let at = 0; at < pairs; at += 1) apart += (times[at + calls] ?? 0) - (times[at] ?? 0);
    return {
      accepted: times.length,
      rejected: this.#rejected,
      bans: this.#bans,
      share: pairs === 0 ? 0 : (windowMs * pairs) / apart,
    };
  }
}
