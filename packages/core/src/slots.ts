import { HubError } from './errors.js';

/** How many calls may run at once, and how many may wait for a turn. */
export interface SlotLimits {
  readonly runningMax: number;
  readonly waitingMax: number;
  /** Code of the fault when even the queue is full. */
  readonly code: string;
}

/** Lets a bounded number of calls run at once and a bounded number wait, first come first served. */
export class Slots {
  readonly #limits: SlotLimits;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** @throws HubError with the given code (retryable) when too many calls wait already. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await call();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    const { runningMax, waitingMax, code } = this.#limits;
    if (this.#running < runningMax) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= waitingMax) {
      throw new HubError(
        code,
        `${String(waitingMax)} calls wait already; slow down or allow more calls at once`,
        {
          retryable: true,
          retryAfterMs: 1000,
        },
      );
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    // The slot is handed on as it is, so a newcomer cannot slip in between.
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
