/** A call under way: it holds a slot of a limit until one window after its answer. */
export interface Taken {
  /** When the slot is given up on although no answer came, in milliseconds of the monotonic clock. */
  readonly holdUntil: number;
}

/**
 * The slots of one limit that this process may use. A slot is free again one window after the answer to the call that
 * used it, so slots become free in the order in which answers come, and everything here is a queue.
 *
 * Times are milliseconds of the monotonic clock.
 */
export class Slots {
  /** When each resting slot is free; the earliest first. */
  #resting: number[] = [];
  #head = 0;
  readonly #underWay = new Set<Taken>();
  /** So many of those under way are no longer ours when they are answered. */
  #owed = 0;
  /** When each slot is free that is ours and that must not be used, because it is to go back. */
  #aside: number[] = [];
  /** Until when the other side said to be left alone. */
  closedUntil = -Infinity;
  /** The slots may be used until then; for ever when they are nobody else's. */
  leaseUntil = -Infinity;
  lastTakenAt = -Infinity;

  /** All slots that are ours to use: resting and under way. */
  get held(): number {
    return this.resting + this.#underWay.size - this.#owed;
  }

  get resting(): number {
    return this.#resting.length - this.#head;
  }

  get aside(): number {
    return this.#aside.length;
  }

  /** How long until a slot is free; 0 when one is, null when none is resting. */
  waitMs(now: number): number | null {
    const first = this.#resting[this.#head];
    return first === undefined ? null : Math.max(0, first - now);
  }

  /** Uses the slot that has been free for longest; the caller has made sure that there is one. */
  take(now: number, holdMs: number): Taken {
    this.#advance(1);
    const taken = { holdUntil: now + holdMs };
    this.#underWay.add(taken);
    this.lastTakenAt = now;
    return taken;
  }

  /** The answer is in: the slot rests for a window. A second call for the same slot does nothing. */
  answered(taken: Taken, freeAt: number): void {
    if (!this.#underWay.delete(taken)) return;
    if (this.#owed > 0) this.#owed -= 1;
    else this.add(1, freeAt);
  }

  /** Slots whose call was never answered rest from now on. */
  giveUp(now: number, windowMs: number): void {
    for (const taken of this.#underWay) {
      // Calls are in the order in which they were made.
      if (taken.holdUntil > now) return;
      this.answered(taken, taken.holdUntil + windowMs);
    }
  }

  add(count: number, freeAt: number): void {
    const last = this.#resting.at(-1);
    for (let one = 0; one < count; one += 1) this.#resting.push(freeAt);
    if (last !== undefined && this.resting > count && last > freeAt) {
      this.#resting = this.#resting.slice(this.#head).sort((a, b) => a - b);
      this.#head = 0;
    }
  }

  /** Slots that are no longer ours: resting ones, those that were used longest ago first; then of those under way. */
  drop(count: number): void {
    const resting = Math.min(count, this.resting);
    this.#advance(resting);
    this.#owed = Math.min(this.#underWay.size, this.#owed + count - resting);
  }

  /** Keeps up to `count` resting slots from being used. */
  setAside(count: number): void {
    this.keepAside(this.#resting.slice(this.#head, this.#head + count));
    this.#advance(Math.min(count, this.resting));
  }

  keepAside(times: readonly number[]): void {
    this.#aside.push(...times);
  }

  /** Hands out what was set aside: when each of them is free. */
  takeAside(count = Infinity): readonly number[] {
    return this.#aside.splice(0, count);
  }

  /** The used part goes now and then, so that taking costs nothing. */
  #advance(count: number): void {
    this.#head += count;
    if (this.#head > 64 && this.#head * 2 > this.#resting.length) {
      this.#resting = this.#resting.slice(this.#head);
      this.#head = 0;
    }
  }
}
