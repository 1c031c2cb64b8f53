import type { HubError } from '@hub/core';

/** What is waiting to be written. */
export interface Pending {
  readonly bytes: number;
  readonly ticket: Ticket;
}

export interface BatchLimits {
  readonly recordsMax: number;
  readonly bytesMax: number;
}

/** Stands for one call: settled when all its records are written, or as soon as one is not. */
export class Ticket {
  readonly done: Promise<void>;
  #left: number;
  #failed = false;
  #resolve: () => void = () => undefined;
  #reject: (error: HubError) => void = () => undefined;

  constructor(records: number) {
    this.#left = records;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get failed(): boolean {
    return this.#failed;
  }

  written(): void {
    this.#left -= 1;
    if (this.#left === 0 && !this.#failed) this.#resolve();
  }

  fail(error: HubError): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#reject(error);
  }
}

/** A queue that is emptied in batches of bounded size, oldest first. */
export class Accumulator<Item extends Pending> {
  #queue: Item[] = [];
  #head = 0;
  #bytes = 0;
  readonly #limits: BatchLimits;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#queue.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** True when waiting longer would not make the next batch bigger. */
  get fullBatch(): boolean {
    return this.size >= this.#limits.recordsMax || this.#bytes >= this.#limits.bytesMax;
  }

  add(item: Item): void {
    this.#queue.push(item);
    this.#bytes += item.bytes;
  }

  /** The next batch; what belongs to a call that has already failed is left out, as its caller sends it all again. */
  take(): Item[] {
    const batch: Item[] = [];
    let bytes = 0;

    for (let item = this.#queue[this.#head]; item !== undefined; item = this.#queue[this.#head]) {
      if (batch.length >= this.#limits.recordsMax) break;
      if (batch.length > 0 && bytes + item.bytes > this.#limits.bytesMax) break;
      this.#head += 1;
      this.#bytes -= item.bytes;
      if (item.ticket.failed) continue;
      batch.push(item);
      bytes += item.bytes;
    }

    this.#compact();
    return batch;
  }

  #compact(): void {
    if (this.#head < this.#queue.length && this.#head < 1_024) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}
