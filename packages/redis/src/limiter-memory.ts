import type { Clock } from '@hub/core';
import type { Leave, Limit, Limiter } from './limit.js';

interface Slot {
  freeAt: number;
}

/** The limiter of one process. It uses only its share of a limit, because others may do the same. */
export class MemoryLimiter implements Limiter {
  readonly #slots = new Map<string, Set<Slot>>();
  readonly #closedUntil = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly holdMs: number,
    private readonly share: number,
  ) {}

  take(limits: readonly Limit[]): Promise<Leave> {
    const now = this.clock.monotonic();
    const waitMs = Math.max(0, ...limits.map((limit) => this.#waitMs(limit, now)));
    if (waitMs > 0) return Promise.resolve({ waitMs: Math.ceil(waitMs), answered: null });

    const taken = limits.map((limit) => {
      const slot = { freeAt: now + this.holdMs };
      this.#slotsOf(limit).add(slot);
      return { slot, limit };
    });
    const answered = (): Promise<void> => {
      for (const { slot, limit } of taken) slot.freeAt = this.clock.monotonic() + limit.windowMs;
      return Promise.resolve();
    };
    return Promise.resolve({ waitMs: 0, answered });
  }

  close({ key }: Limit, forMs: number): Promise<void> {
    this.#closedUntil.set(key, this.clock.monotonic() + forMs);
    return Promise.resolve();
  }

  #waitMs(limit: Limit, now: number): number {
    const slots = this.#slotsOf(limit);
    for (const slot of slots) if (slot.freeAt <= now) slots.delete(slot);
    const closedMs = (this.#closedUntil.get(limit.key) ?? now) - now;
    const calls = Math.max(1, Math.floor(limit.calls * this.share));
    if (slots.size < calls) return closedMs;
    const times = [...slots].map(({ freeAt }) => freeAt).toSorted((a, b) => a - b);
    const due = (times[slots.size - calls] ?? now) - now;
    return Math.max(closedMs, 1, Math.min(due, limit.windowMs));
  }

  #slotsOf({ key }: Limit): Set<Slot> {
    const slots = this.#slots.get(key) ?? new Set<Slot>();
    this.#slots.set(key, slots);
    return slots;
  }
}
