import type { Clock } from '@hub/core';

/** Does something every so often, one time after the other, until it is closed. What it does never fails. */
export class Every {
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly everyMs: number,
    private readonly work: () => Promise<void> | void,
  ) {}

  /** True once it is to end; what takes long looks at this. */
  get isClosing(): boolean {
    return this.#stop.signal.aborted;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    try {
      for (;;) {
        await this.clock.sleep(this.everyMs, this.#stop.signal);
        await this.work();
      }
    } catch {
      // Woken to end.
    }
  }
}
