import type { Clock } from '@hub/core';
import type { Leave, Limit } from './limit.js';
import type { Slots } from './slots.js';

export interface LimitSlots {
  readonly limit: Limit;
  readonly slots: Slots;
  /** When it is worth asking for more slots; never when they are all here. */
  readonly askAgainAt: number;
}

/** Takes a slot of every limit, or of none. */
export function takeAll(states: readonly LimitSlots[], clock: Clock, holdMs: number): Leave {
  const now = clock.monotonic();
  let longest = 0;
  for (const state of states) longest = Math.max(longest, waitMs(state, now));
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
export function waitMs({ limit, slots, askAgainAt }: LimitSlots, now: number): number {
  const closed = Math.max(0, slots.closedUntil - now);
  // The slots that exceed a lowered limit are used up first.
  const excess = slots.held - limit.calls;
  if (excess > 0) slots.setAside(excess);
  const full = slots.held >= limit.calls;
  const again = full ? limit.windowMs : Math.min(limit.windowMs, Math.max(1, askAgainAt - now));
  if (slots.held > limit.calls || now >= slots.leaseUntil) return Math.max(closed, again);
  return Math.max(closed, Math.min(slots.waitMs(now) ?? again, again));
}
