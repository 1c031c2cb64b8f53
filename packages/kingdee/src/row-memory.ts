import { HubError } from '@hub/core';
import type { RowsOfBill } from './read-rows.js';

export interface Remembered {
  /** Null when the rows were not asked for. */
  readonly rows: RowsOfBill | null;
  readonly sentBack: boolean;
}

/** Rows that are kept at most, over all forms. */
const rowsMax = 8_000;

/**
 * What was read beside the heads of bills that changed last. A poll looks at the newest bills again and again, for late
 * commits, and must not pay for their rows each time.
 */
export class RowMemory {
  readonly #kept = new Map<string, Remembered>();
  #rows = 0;

  get(key: string): Remembered | undefined {
    return this.#kept.get(key);
  }

  set(key: string, one: Remembered): void {
    this.#drop(key);
    this.#kept.set(key, one);
    this.#rows += weightOf(one);
    for (const oldest of this.#kept.keys()) {
      if (this.#rows <= rowsMax) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const old = this.#kept.get(key);
    if (old === undefined) return;
    this.#kept.delete(key);
    this.#rows -= weightOf(old);
  }
}

/** A bill without rows takes room as well. */
function weightOf({ rows }: Remembered): number {
  return 1 + (rows instanceof HubError ? 0 : (rows?.length ?? 0));
}
