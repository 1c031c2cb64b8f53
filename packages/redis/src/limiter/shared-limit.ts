import { stepMs, type Answer, type Offer } from './exchange.js';
import type { Limit } from './limit.js';
import { Slots } from './slots.js';

/** Slots that were not used for so long go back; one window at least. */
const idleMs = 2_000;
/** Whoever got less than he asked for asks again after so long, when it is not known when there will be more. */
const askAgainMs = 60;
/** At most so often, and at least so often because others may give back what they have. */
const askAgainLimits = { leastMs: 6, mostMs: 400 };

/** What a process has of one limit that it shares. */
export class SharedLimit {
  readonly slots = new Slots();
  /** How many more slots there is work for. */
  want = 0;
  askAgainAt = -Infinity;
  askedForAt = -Infinity;
  /** What others wait for. */
  #surplus = 0;
  /** Whether it is used without Redis. */
  #alone = false;

  #limit: Limit;

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  get limit(): Limit {
    return this.#limit;
  }

  /** A limit that was lowered is shared out anew before it is used again. */
  set limit(limit: Limit) {
    if (limit.calls < this.#limit.calls) {
      this.slots.leaseUntil = -Infinity;
      this.askAgainAt = -Infinity;
    }
    this.#limit = limit;
  }

  /** Whether there is anything that Redis has to hear of. */
  get keeps(): boolean {
    return this.slots.held > 0 || this.slots.aside > 0;
  }

  /** What to say; `times` are those of the slots that are on their way back and come home if it is not heard. */
  offer(now: number): { readonly offer: Offer; readonly times: readonly number[] } {
    const { limit, slots } = this;
    slots.giveUp(now, limit.windowMs);
    const unused = now - slots.lastTakenAt > Math.max(idleMs, limit.windowMs);
    const excess = Math.max(this.#surplus, slots.held - limit.calls);
    if (!this.#alone) slots.setAside(unused ? slots.resting : Math.max(0, excess));
    this.#surplus = 0;
    const times = slots.takeAside();
    const want = Math.max(0, Math.min(this.want, limit.calls - slots.held));
    const back = grouped(times, now, stepMs(limit));
    return { offer: { limit, held: slots.held, back, want, alone: this.#alone }, times };
  }

  settle(offer: Offer, answer: Answer, now: number, leaseUntil: number): void {
    const { slots } = this;
    slots.drop(answer.lost);
    slots.add(answer.granted, now);
    slots.leaseUntil = leaseUntil;
    if (answer.closedMs > 0) slots.closedUntil = Math.max(slots.closedUntil, now + answer.closedMs);
    this.#alone = false;
    this.#surplus = answer.surplus;
    this.want = 0;
    const { leastMs, mostMs } = askAgainLimits;
    const soon = Math.min(answer.nextMs === 0 ? askAgainMs : answer.nextMs, mostMs);
    this.askAgainAt = answer.granted < offer.want ? now + Math.max(soon, leastMs) : now;
  }

  /** A question was not answered. As long as the lease lasts nothing is different. */
  goAlone(
    part: number,
    now: number,
    by: { readonly freeAt: number; readonly leaseMs: number; readonly askAgainAt: number },
  ): void {
    const { slots } = this;
    this.askAgainAt = by.askAgainAt;
    this.want = 0;
    if (!this.#alone && now < slots.leaseUntil) return;
    if (slots.held > part) slots.setAside(slots.held - part);
    for (const freeAt of slots.takeAside(Math.max(0, part - slots.held))) slots.add(1, freeAt);
    // What is more than the part is the part of others, and no longer ours to give back.
    slots.takeAside();
    const missing = part - slots.held;
    if (missing > 0) slots.add(missing, Math.max(now, by.freeAt));
    slots.leaseUntil = now + by.leaseMs;
    this.#alone = true;
  }
}

/** Equal times together, so that what goes to Redis stays small; never told earlier than they are. */
function grouped(
  times: readonly number[],
  now: number,
  step: number,
): (readonly [count: number, inMs: number])[] {
  const groups = new Map<number, number>();
  for (const time of times) {
    const inMs = Math.max(0, Math.ceil((time - now) / step) * step);
    groups.set(inMs, (groups.get(inMs) ?? 0) + 1);
  }
  return [...groups].toSorted(([a], [b]) => a - b).map(([inMs, count]) => [count, inMs]);
}
