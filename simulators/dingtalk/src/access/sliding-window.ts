/** Counts happenings per key in the last `widthMs` milliseconds: a log, not a bucket that empties on the minute. */
export class SlidingWindow {
  readonly #widthMs: number;
  readonly #times = new Map<string, number[]>();

  constructor(widthMs: number) {
    this.#widthMs = widthMs;
  }

  /**
   * Counts one more unless there are `limit` already; says whether it was counted.
   *
   * @param widthMs instead of the width it was made with
   */
  admit(key: string, limit: number, now: number, widthMs = this.#widthMs): boolean {
    const from = now - widthMs;
    let times = this.#times.get(key);
    if (times === undefined) {
      times = [];
      this.#times.set(key, times);
    }
    // A clock that was moved back leaves times in the future; they do not count.
    let gone = 0;
    while (gone < times.length && ((times[gone] ?? 0) <= from || (times[gone] ?? 0) > now))
      gone += 1;
    if (gone > 0) times.splice(0, gone);
    if (times.length >= limit) return false;
    times.push(now);
    return true;
  }
}
