import type { State } from '../workload.js';

/** A document of the stub as it is now. */
export interface Bill {
  readonly id: number;
  /** UTC milliseconds of a whole second. */
  readonly modifiedAt: number;
  readonly organisation: string;
  readonly state: State;
}

/** A range in the order of change. */
export interface Range {
  /** Inclusive, unless `afterId` is set. */
  readonly from: number;
  /** Of those changed at `from` exactly, only the ones behind this id; null for all. */
  readonly afterId: number | null;
  /** Inclusive; null for no end. */
  readonly until: { readonly modifiedAt: number; readonly id: number } | null;
  /** Null for all. */
  readonly organisations: ReadonlySet<string> | null;
  /** Which of them are wanted; null for all. */
  readonly wanted?: ((bill: Bill) => boolean) | null;
}

interface Entry {
  readonly bill: Bill;
  /** False once the bill has changed again: then it stands further behind. */
  live: boolean;
}

/** The bills of one form in the order of change and then of id, as an index of the ERP's database keeps them. */
export class BillTable {
  readonly #entries: Entry[] = [];
  readonly #byId = new Map<number, Entry>();

  put(bill: Bill): void {
    const before = this.#byId.get(bill.id);
    if (before !== undefined) before.live = false;
    const entry = { bill, live: true };
    this.#byId.set(bill.id, entry);
    // News stands at the end or near it.
    let at = this.#entries.length;
    while (at > 0 && isBehind(this.#entries[at - 1], bill)) at -= 1;
    this.#entries.splice(at, 0, entry);
  }

  get(id: number): Bill | undefined {
    return this.#byId.get(id)?.bill;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** All bills, in no order. */
  *all(): Iterable<Bill> {
    for (const { bill } of this.#byId.values()) yield bill;
  }

  between(range: Range, startRow: number, limit: number): readonly Bill[] {
    const { from, afterId, until, organisations, wanted = null } = range;
    const found: Bill[] = [];
    let skipped = 0;
    for (let at = this.#first(from, afterId ?? -1); at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry === undefined || isPast(entry.bill, until)) break;
      if (!entry.live || organisations?.has(entry.bill.organisation) === false) continue;
      if (wanted?.(entry.bill) === false) continue;
      if (skipped < startRow) skipped += 1;
      else if (found.push(entry.bill) === limit) break;
    }
    return found;
  }

  /** Index of the first entry behind a place. */
  #first(modifiedAt: number, id: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBehind(this.#entries[middle], { modifiedAt, id })) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Whether a bill stands behind a place in the order of change. */
export function standsBehind(
  { modifiedAt, id }: Pick<Bill, 'modifiedAt' | 'id'>,
  place: { readonly modifiedAt: number; readonly id: number },
): boolean {
  return modifiedAt > place.modifiedAt || (modifiedAt === place.modifiedAt && id > place.id);
}

function isBehind(entry: Entry | undefined, place: { modifiedAt: number; id: number }): boolean {
  return entry !== undefined && standsBehind(entry.bill, place);
}

function isPast(bill: Bill, until: Range['until']): boolean {
  return until !== null && standsBehind(bill, until);
}
