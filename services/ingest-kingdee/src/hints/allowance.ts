/** So many at once, and refilled evenly within a minute. */
export class Allowance {
  readonly #perMinute: number;
  #left: number;
  #at: number;

  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute;
    this.#left = perMinute;
    this.#at = nowMs;
  }

  /** Takes one; returns 0, or the milliseconds until there is one again. */
  take(nowMs: number): number {
    const refilled = ((nowMs - this.#at) * this.#perMinute) / 60_000;
    this.#left = Math.min(this.#perMinute, this.#left + Math.max(0, refilled));
    this.#at = nowMs;
    if (this.#left < 1) return Math.ceil(((1 - this.#left) * 60_000) / this.#perMinute);
    this.#left -= 1;
    return 0;
  }
}
