import type { Clock } from '@hub/core';
import type { Leave, Limit, Limiter } from './limit.js';
import { Slots } from './slots.js';
import { takeAll } from './take-all.js';

/** The limiter of a process that shares its limits with nobody. */
export class LocalLimiter implements Limiter {
  readonly #slots = new Map<string, Slots>();

  constructor(
    private readonly clock: Clock,
    private readonly holdMs: number,
  ) {}

  take(limits: readonly Limit[]): Promise<Leave> {
    const now = this.clock.monotonic();
    const states = limits.map((limit) => {
      const slots = this.#of(limit);
      slots.giveUp(now, limit.windowMs);
      if (slots.held < limit.calls) slots.add(limit.calls - slots.held, now);
      return { limit, slots };
    });
    return Promise.resolve(takeAll(states, this.clock, this.holdMs));
  }

  close(limit: Limit, forMs: number): Promise<void> {
    this.#of(limit).closedUntil = this.clock.monotonic() + forMs;
    return Promise.resolve();
  }

  #of({ key }: Limit): Slots {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slots = new Slots();
    slots.leaseUntil = Infinity;
    this.#slots.set(key, slots);
    return slots;
  }
}
