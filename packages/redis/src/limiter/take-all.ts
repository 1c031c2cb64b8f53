import type { Clock } from '@hub/core';
import type { Leave, Limit } from './limit.js';
import type { Slots } from './slots.js';

export interface LimitSlots {
  readonly limit: Limit;
  readonly slots: Slots;
}

/** Takes a slot of every limit, or of none. The slots that exceed a lowered limit are used up first. */
export function takeAll(states: readonly LimitSlots[], clock: Clock, holdMs: number): Leave {
  const now = clock.monotonic();
  const waits = states.map((state) => waitMs(state, now));
  const longest = Math.max(0, ...waits);
  if (longest > 0) return { waitMs: Math.ceil(longest), answered: null };
  const taken = states.map(({ limit, slots }) => ({ limit, slots, call: slots.take(now, holdMs) }));
  return {
    waitMs: 0,
    answered: () => {
      const answeredAt = clock.monotonic();
      for (const { limit, slots, call } of taken) slots.answered(call, answeredAt + limit.windowMs);
      return Promise.resolve();
    },
  };
}

/** Milliseconds until there is room; a window when nothing here says when. */
export function waitMs({ limit, slots }: LimitSlots, now: number): number {
  const closed = Math.max(0, slots.closedUntil - now);
  const excess = slots.held - limit.calls;
  if (excess > 0) {
    slots.remove(excess);
    if (slots.held > limit.calls) return Math.max(closed, limit.windowMs);
  }
  if (now >= slots.leaseUntil) return Math.max(closed, limit.windowMs);
  return Math.max(closed, Math.min(slots.waitMs(now) ?? limit.windowMs, limit.windowMs));
}
