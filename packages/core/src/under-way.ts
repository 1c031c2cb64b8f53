/** Keeps account of calls that have begun and are not over, so that whoever closes can let them end. */
export class UnderWay {
  readonly #calls = new Set<Promise<unknown>>();

  /** Counts a call until it is over; hands its result on. */
  async track<Result>(call: Promise<Result>): Promise<Result> {
    this.#calls.add(call);
    try {
      return await call;
    } finally {
      this.#calls.delete(call);
    }
  }

  /** Resolves when every call that is under way now is over, well or badly. Each must have a deadline of its own. */
  async over(): Promise<void> {
    await Promise.allSettled(this.#calls);
  }
}
