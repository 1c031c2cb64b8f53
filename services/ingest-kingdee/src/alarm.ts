import type { Clock } from '@hub/core';

/** A sleep that somebody may cut short. */
export class Alarm {
  readonly #clock: Clock;
  #bell = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends the sleep at hand, or the next one at once. */
  ring(): void {
    this.#bell.abort();
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    const woken = AbortSignal.any([signal, this.#bell.signal]);
    // Whoever was woken looks around himself; why does not matter.
    await this.#clock.sleep(ms, woken).catch(() => undefined);
    if (this.#bell.signal.aborted) this.#bell = new AbortController();
  }
}
