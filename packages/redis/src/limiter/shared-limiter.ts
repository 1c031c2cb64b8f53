import { randomUUID } from 'node:crypto';
import { HubError, type Clock } from '@hub/core';
import type { RedisLink } from '../link.js';
import { closeForAll, exchange, type Answer, type Offer } from './exchange.js';
import type { Leave, Limit, Limiter } from './limit.js';
import { SharedLimit } from './shared-limit.js';
import { takeAll, waitMs } from './take-all.js';

export interface SharedLimiterOptions {
  readonly clock: Clock;
  /** How long a slot is held for a call without an answer. */
  readonly holdMs: number;
  /** Processes that are assumed to share the limits before Redis ever said how many there are. */
  readonly processes: number;
}

/** A process that dies takes its slots with it for so long, and for its last calls. */
const leaseMs = 700;
const renewMs = 250;
/** A limit that nobody asked for is forgotten here after so long. */
const forgetMs = 60_000;
/** Most limits in one exchange: Redis does nothing else meanwhile. */
const limitsMax = 100;

/**
 * A limiter whose slots go from process to process through Redis. A process leases slots and uses them by itself, so
 * a call costs no round trip; what it does not use, or what is more than its share while others wait, it gives back.
 *
 * While Redis is away a process uses its part of each limit: the limit divided by the processes that were seen last.
 * So a process that alone is cut off from Redis, while others are not, can pass the limit by that part.
 */
export class SharedLimiter implements Limiter {
  readonly #shared = new Map<string, SharedLimit>();
  readonly #id = randomUUID();
  #processes: number;
  #epoch = 0;
  /** Since when Redis does not answer. */
  #awaySince: number | null = null;
  readonly #asking = new Set<SharedLimit>();
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
    const now = clock.monotonic();
    const states = limits.map((limit) => this.#of(limit, now));
    const lacking = states.filter((state) => lacks(state, now));
    if (lacking.length > 0) await this.#ask(lacking);
    return takeAll(states, clock, holdMs);
  }

  async close(limit: Limit, forMs: number): Promise<void> {
    const now = this.options.clock.monotonic();
    const { slots } = this.#of(limit, now);
    slots.closedUntil = Math.max(slots.closedUntil, now + forMs);
    await this.#unlessAway(() => closeForAll(this.link, limit.key, forMs));
  }

  async giveBack(): Promise<void> {
    const states = [...this.#shared.values()];
    for (const { slots } of states) slots.setAside(slots.resting);
    await this.#ask(states);
  }

  #of(limit: Limit, now: number): SharedLimit {
    let state = this.#shared.get(limit.key);
    if (state === undefined) this.#shared.set(limit.key, (state = new SharedLimit(limit)));
    state.limit = limit;
    state.askedForAt = now;
    return state;
  }

  /** Everybody who asks while a question is under way goes with the next one, in one round trip. */
  #ask(states: readonly SharedLimit[]): Promise<void> {
    for (const state of states) this.#asking.add(state);
    if (this.#next !== null) return this.#next;
    const asked = this.#underWay.then(() => {
      this.#next = null;
      const asking = [...this.#asking];
      this.#asking.clear();
      const exchanged = this.#exchangeAll(asking);
      // Whoever asked hears of a failure; who asks next begins anew.
      this.#underWay = exchanged.catch(() => undefined);
      return exchanged;
    });
    this.#next = asked;
    return asked;
  }

  async #exchangeAll(states: readonly SharedLimit[]): Promise<void> {
    for (let first = 0; first < states.length; first += limitsMax)
      await this.#exchange(states.slice(first, first + limitsMax));
    this.#renewLater();
  }

  async #exchange(states: readonly SharedLimit[]): Promise<void> {
    const began = this.options.clock.monotonic();
    const told = states.map((state) => ({ state, ...state.offer(began) }));
    const offers: readonly Offer[] = told.map(({ offer }) => offer);
    const { holdMs } = this.options;
    const exchanged = await this.#unlessAway(() =>
      exchange(this.link, { id: this.#id, leaseMs, holdMs, epoch: this.#epoch }, offers),
    );
    const now = this.options.clock.monotonic();
    if (exchanged === null) {
      this.#awaySince ??= began;
      for (const { state, times } of told) {
        state.slots.keepAside(times);
        this.#goAlone(state, this.#awaySince, now);
      }
      return;
    }
    this.#awaySince = null;
    this.#epoch = exchanged.epoch;
    this.#processes = exchanged.processes;
    for (const [index, { state, offer }] of told.entries()) {
      const answer: Answer | undefined = exchanged.answers[index];
      // A lease is counted from before the question, so that it ends here before it ends there.
      if (answer !== undefined) state.settle(offer, answer, now, began + leaseMs);
    }
  }

  /** Redis is away: when the lease ends a part of the limit is ours. */
  #goAlone(state: SharedLimit, since: number, now: number): void {
    // Others use what they had leased until their leases end, and what is under way then is over one hold later; before
    // Redis was ever seen there is nobody to wait for.
    const over = since + leaseMs + this.options.holdMs + state.limit.windowMs;
    const freeAt = this.#epoch === 0 ? now : over;
    const part = Math.max(1, Math.floor(state.limit.calls / Math.max(1, this.#processes)));
    state.goAlone(part, now, { freeAt, leaseMs, askAgainAt: now + renewMs });
  }

  /** Leases are renewed as long as there is something to keep; an idle process asks nothing. */
  #renewLater(): void {
    if (this.#timer !== null || ![...this.#shared.values()].some(({ keeps }) => keeps)) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      const now = this.options.clock.monotonic();
      for (const [key, { keeps, askedForAt, limit }] of this.#shared)
        if (!keeps && now - askedForAt > forgetMs + limit.windowMs) this.#shared.delete(key);
      void this.#ask([...this.#shared.values()].filter(({ keeps }) => keeps));
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

/** Whether asking for slots may help; notes how many. */
function lacks(state: SharedLimit, now: number): boolean {
  const { limit, slots } = state;
  slots.giveUp(now, limit.windowMs);
  const expired = now >= slots.leaseUntil;
  if (slots.closedUntil > now || (!expired && waitMs(state, now) === 0)) return false;
  const wanted = Math.min(limit.calls - slots.held, Math.max(1, Math.ceil(limit.calls / 4)));
  state.want = Math.max(state.want, wanted);
  return now >= state.askAgainAt && (expired || wanted > 0);
}
