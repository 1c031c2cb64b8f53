/** The clock of a simulated system: the machine's time plus an offset that the control interface may set. */
export class SimulatorClock {
  #offsetMs = 0;

  /** Milliseconds since 1970-01-01 UTC, as the simulated system sees them. */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** How far this clock is ahead of the machine's, in milliseconds. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Moves the clock by `ms` (backwards when negative). */
  shift(ms: number): void {
    this.#offsetMs += ms;
  }
}
