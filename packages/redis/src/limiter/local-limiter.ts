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
      // A limit that is raised again gets what was set aside, with the rest that it still needs.
      for (const freeAt of slots.takeAside(Math.max(0, limit.calls - slots.held)))
        slots.add(1, freeAt);
      const missing = limit.calls - slots.held;
      if (missing > 0) slots.add(missing, now);
      return { limit, slots, askAgainAt: Infinity };
    });
    return Promise.resolve(takeAll(states, this.clock, this.holdMs));
  }

  close(limit: Limit, forMs: number): Promise<void> {
    const slots = this.#of(limit);
    slots.closedUntil = Math.max(slots.closedUntil, this.clock.monotonic() + forMs);
    return Promise.resolve();
  }

  giveBack(): Promise<void> {
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
