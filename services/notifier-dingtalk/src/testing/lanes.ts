import { backoffMs, settle, type Clock, type Handler } from '@hub/core';

/** Waits between attempts as `app.ts` sets them. */
const spread = { firstMs: 500, maxMs: 5_000 };

/** Events as the transport hands them on: one at a time per key, what is retried holds back its own key only. */
export class Lanes {
  readonly parked: string[] = [];
  readonly #lanes = new Map<string, Promise<void>>();
  #open = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
  ) {}

  /** Events that are not done. */
  get open(): number {
    return this.#open;
  }

  add<Event>(key: string, handler: Handler<Event>, event: Event): void {
    this.#open += 1;
    const before = this.#lanes.get(key) ?? Promise.resolve();
    this.#lanes.set(
      key,
      before.then(() => this.#handle(handler, event)).finally(() => (this.#open -= 1)),
    );
  }

  async #handle<Event>(handler: Handler<Event>, event: Event): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await settle(handler, event);
      if (outcome.kind === 'park') this.parked.push(outcome.error.message);
      if (outcome.kind !== 'retry') return;
      const waitMs = outcome.error.retryAfterMs ?? backoffMs(attempt, spread, this.random());
      await this.clock.sleep(waitMs);
    }
  }
}
