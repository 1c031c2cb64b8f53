import type { Clock } from '@hub/core';

/** Spreads calls so that no more than so many begin in any second: the ERP is shared with the people who work in it. */
export class Pace {
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #began: number[] = [];

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** Waits until another call may begin; first come, first served. */
  async turn(): Promise<void> {
    const now = this.#clock.monotonic();
    const earliest = this.#began[this.#began.length - this.#perSecond];
    const at = earliest === undefined ? now : Math.max(now, earliest + 1000);
    this.#began.push(at);
    if (this.#began.length > this.#perSecond) this.#began.shift();
    if (at > now) await this.#clock.sleep(at - now);
  }
}
