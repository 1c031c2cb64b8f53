import { randomUUID } from 'node:crypto';
import { HubError, type Clock } from '@hub/core';
import type { RedisLink } from '../link.js';
import { closedKey, exchange, type Answer, type Offer } from './exchange.js';
import type { Leave, Limit, Limiter } from './limit.js';
import { Slots } from './slots.js';
import { takeAll, waitMs, type LimitSlots } from './take-all.js';

export interface SharedLimiterOptions {
  readonly clock: Clock;
  /** How long a slot is held for a call without an answer. */
  readonly holdMs: number;
  /** Processes that are assumed to share the limits before Redis ever said how many there are. */
  readonly processes: number;
}

/** A process that dies takes its slots with it for so long, and for its last calls. */
const leaseMs = 1_000;
const renewMs = 400;
/** Slots that were not used for so long go back; one window at least. */
const idleMs = 2_000;
/** Whoever got less than he asked for asks again after so long. */
const askAgainMs = 60;
/** Times of resting slots are told in this many steps a window. */
const steps = 50;

interface Shared extends LimitSlots {
  limit: Limit;
  readonly slots: Slots;
  want: number;
  askAgainAt: number;
  /** What others wait for. */
  surplus: number;
  alone: boolean;
}

/**
 * A limiter whose slots go from process to process through Redis. A process leases slots and uses them by itself, so
 * a call costs no round trip; what it does not use, or what is more than its share while others wait, it gives back.
 *
 * While Redis is away a process uses its part of each limit: the limit divided by the processes that were seen last.
 */
export class SharedLimiter implements Limiter {
  readonly #shared = new Map<string, Shared>();
  readonly #id = randomUUID();
  #processes: number;
  #fresh = true;
  readonly #asking = new Set<Shared>();
  #underWay: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly link: RedisLink,
    private readonly options: SharedLimiterOptions,
  ) {
    this.#processes = options.processes;
  }

  async take(limits: readonly Limit[]): Promise<Leave> {
    const { clock, holdMs } = this.options;
    const states = limits.map((limit) => this.#of(limit));
    const now = clock.monotonic();
    const lacking = states.filter((state) => this.#lacks(state, now));
    if (lacking.length > 0) await this.#ask(lacking);
    return takeAll(states, clock, holdMs);
  }

  async close(limit: Limit, forMs: number): Promise<void> {
    this.#of(limit).slots.closedUntil = this.options.clock.monotonic() + forMs;
    await this.#unlessAway(() =>
      this.link.run((redis) => redis.set(closedKey(limit.key), '1', 'PX', Math.ceil(forMs))),
    );
  }

  /** Whether asking for slots may help; notes how many. */
  #lacks(state: Shared, now: number): boolean {
    const { limit, slots } = state;
    slots.giveUp(now, limit.windowMs);
    const expired = now >= slots.leaseUntil;
    if (slots.closedUntil > now || (!expired && waitMs(state, now) === 0)) return false;
    const wanted = Math.min(limit.calls - slots.held, Math.max(1, Math.ceil(limit.calls / 4)));
    state.want = Math.max(state.want, wanted);
    return expired || (wanted > 0 && now >= state.askAgainAt);
  }

  #of(limit: Limit): Shared {
    const known = this.#shared.get(limit.key);
    if (known !== undefined) {
      known.limit = limit;
      return known;
    }
    const state = {
      limit,
      slots: new Slots(),
      want: 0,
      askAgainAt: -Infinity,
      surplus: 0,
      alone: false,
    };
    this.#shared.set(limit.key, state);
    return state;
  }

  /** Everybody who asks while a question is under way goes with the next one, in one round trip. */
  #ask(states: readonly Shared[]): Promise<void> {
    for (const state of states) this.#asking.add(state);
    this.#next ??= this.#underWay.then(() => {
      this.#next = null;
      const asking = [...this.#asking];
      this.#asking.clear();
      this.#underWay = this.#exchange(asking);
      return this.#underWay;
    });
    return this.#next;
  }

  async #exchange(states: readonly Shared[]): Promise<void> {
    const { clock, holdMs } = this.options;
    const began = clock.monotonic();
    const offers = states.map((state) => this.#offer(state, began));
    const exchanged = await this.#unlessAway(() =>
      exchange(this.link, { id: this.#id, leaseMs, holdMs, fresh: this.#fresh }, offers),
    );
    for (const [index, state] of states.entries()) {
      const offer = offers[index];
      const answer = exchanged?.answers[index];
      if (offer === undefined) continue;
      if (answer === undefined) this.#goAlone(state, offer, began);
      else this.#settle(state, offer, answer, began);
    }
    if (exchanged !== null) {
      this.#fresh = false;
      this.#processes = exchanged.processes;
    }
    this.#renewLater();
  }

  #offer(state: Shared, now: number): Offer {
    const { limit, slots, alone } = state;
    slots.giveUp(now, limit.windowMs);
    const unused = now - slots.lastTakenAt > Math.max(idleMs, limit.windowMs);
    const excess = Math.max(state.surplus, slots.held - limit.calls);
    const back = alone ? [] : slots.remove(unused ? slots.resting : Math.max(0, excess));
    const want = Math.max(0, Math.min(state.want, limit.calls - slots.held));
    return { limit, held: slots.held, back: grouped(back, now, limit.windowMs), want, alone };
  }

  #settle(state: Shared, offer: Offer, answer: Answer, began: number): void {
    const { limit, slots } = state;
    const now = this.options.clock.monotonic();
    if (answer.lost) slots.clear();
    slots.add(answer.granted, now);
    // Counted from before the question, so that it ends here before it ends there.
    slots.leaseUntil = began + leaseMs;
    if (answer.closedMs > 0) slots.closedUntil = Math.max(slots.closedUntil, now + answer.closedMs);
    state.alone = false;
    state.surplus = answer.surplus;
    state.want = 0;
    const soon = Math.min(answer.nextMs === 0 ? askAgainMs : answer.nextMs, renewMs);
    state.askAgainAt = answer.granted < offer.want ? now + Math.max(soon, askAgainMs / 10) : now;
    if (slots.held === 0 && now - slots.lastTakenAt > 60_000 + limit.windowMs)
      this.#shared.delete(limit.key);
  }

  /** Redis is away: a part of the limit is ours, and what was given back just now rests as if it had been used. */
  #goAlone(state: Shared, offer: Offer, now: number): void {
    const { limit, slots } = state;
    const part = Math.max(1, Math.floor(limit.calls / Math.max(1, this.#processes)));
    for (const [count, inMs] of offer.back) slots.add(count, now + inMs);
    if (slots.held > part) slots.remove(slots.held - part);
    // Others may just have used the slots that are new here; before Redis was ever seen there is nobody to ask.
    else slots.add(part - slots.held, now + (state.alone || this.#fresh ? 0 : limit.windowMs));
    slots.leaseUntil = now + leaseMs;
    state.alone = true;
    state.surplus = 0;
    state.want = 0;
    state.askAgainAt = now + renewMs;
  }

  /** Leases are renewed as long as there is something to keep; an idle process asks nothing. */
  #renewLater(): void {
    const keeps = [...this.#shared.values()].some(({ slots }) => slots.held > 0);
    if (!keeps || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#ask([...this.#shared.values()]);
    }, renewMs);
    this.#timer.unref();
  }

  async #unlessAway<T>(ask: () => Promise<T>): Promise<T | null> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof HubError && error.code === 'REDIS_AWAY') return null;
      throw error;
    }
  }
}

/** Equal times together, so that what goes to Redis stays small; never told earlier than they are. */
function grouped(
  times: readonly number[],
  now: number,
  windowMs: number,
): (readonly [count: number, inMs: number])[] {
  const step = Math.max(1, Math.ceil(windowMs / steps));
  const groups = new Map<number, number>();
  for (const time of times) {
    const inMs = Math.max(0, Math.ceil((time - now) / step) * step);
    groups.set(inMs, (groups.get(inMs) ?? 0) + 1);
  }
  return [...groups].map(([inMs, count]) => [count, inMs]);
}
