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
  /** Until when the other side said to be left alone. */
  closedUntil = -Infinity;
  /** The slots may be used until then; for ever when they are nobody else's. */
  leaseUntil = -Infinity;
  lastTakenAt = -Infinity;

  /** All slots: resting and under way. */
  get held(): number {
    return this.resting + this.#underWay.size;
  }

  get resting(): number {
    return this.#resting.length - this.#head;
  }

  /** How long until a slot is free; 0 when one is, null when none is resting. */
  waitMs(now: number): number | null {
    const first = this.#resting[this.#head];
    return first === undefined ? null : Math.max(0, first - now);
  }

  /** Uses the slot that has been free for longest; the caller has made sure that there is one. */
  take(now: number, holdMs: number): Taken {
    this.#head += 1;
    // The used part goes now and then, so that taking costs nothing.
    if (this.#head > 64 && this.#head * 2 > this.#resting.length) {
      this.#resting = this.#resting.slice(this.#head);
      this.#head = 0;
    }
    const taken = { holdUntil: now + holdMs };
    this.#underWay.add(taken);
    this.lastTakenAt = now;
    return taken;
  }

  /** The answer is in: the slot rests for a window. A second call for the same slot does nothing. */
  answered(taken: Taken, freeAt: number): void {
    if (this.#underWay.delete(taken)) this.add(1, freeAt);
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

  /** Gives up to `count` resting slots away; when each of them is free. */
  remove(count: number): readonly number[] {
    const given = this.#resting.slice(this.#head, this.#head + count);
    this.#head += given.length;
    return given;
  }

  /** Forgets every slot; calls under way no longer count here. */
  clear(): void {
    this.#resting = [];
    this.#head = 0;
    this.#underWay.clear();
  }
}
