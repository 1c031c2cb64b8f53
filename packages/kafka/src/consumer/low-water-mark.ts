/** Settled slots are forgotten in steps of this many. */
const forgetStep = 4_096;

/**
 * Which offset of a partition may be committed while its events settle in any order: the one after the last event
 * before which nothing is open.
 */
export class LowWaterMark {
  #ends: number[] = [];
  #settled: boolean[] = [];
  /** Slot of the first array element. */
  #base = 0;
  /** Index of the oldest open slot. */
  #head = 0;
  #mark: number | null = null;

  /** The offset to commit; null while the very first event is open. */
  get mark(): number | null {
    return this.#mark;
  }

  /** How many slots lie at or above the mark, settled ones included. */
  get window(): number {
    return this.#ends.length - this.#head;
  }

  /**
   * Takes in the next event, in the order of the log.
   *
   * @param end the offset to commit once this and everything before it is settled: its own offset plus one, or for the
   *   last of a batch the end of the batch plus one, which skips control records and holes left by compaction
   * @returns the slot, to be given to `settle`
   */
  add(end: number): number {
    this.#ends.push(end);
    this.#settled.push(false);
    return this.#base + this.#ends.length - 1;
  }

  settle(slot: number): void {
    const index = slot - this.#base;
    if (index < this.#head) return;
    this.#settled[index] = true;
    if (index === this.#head) this.#advance();
  }

  #advance(): void {
    let head = this.#head;
    while (this.#settled[head] === true) head += 1;
    this.#mark = this.#ends[head - 1] ?? this.#mark;
    this.#head = head;
    if (head < forgetStep || head * 2 < this.#ends.length) return;
    this.#ends = this.#ends.slice(head);
    this.#settled = this.#settled.slice(head);
    this.#base += head;
    this.#head = 0;
  }
}
