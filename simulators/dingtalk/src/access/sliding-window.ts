/** Counts happenings per key in the last `widthMs` milliseconds. */
export class SlidingWindow {
  readonly #widthMs: number;
  readonly #times = new Map<string, number[]>();

  constructor(widthMs: number) {
    this.#widthMs = widthMs;
  }

  /** Counts one more unless there are `limit` already; says whether it was counted. */
  admit(key: string, limit: number, now: number): boolean {
    const from = now - this.#widthMs;
    const times = (this.#times.get(key) ?? []).filter((time) => time > from && time <= now);
    const admitted = times.length < limit;
    if (admitted) times.push(now);
    this.#times.set(key, times);
    return admitted;
  }
}
