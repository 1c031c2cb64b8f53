import { BusinessError, msgCode } from '../business-error.js';
import type { Column, JoinedRow } from './column.js';
import { comparable, compareComparables, kindOf, type Comparable } from './compare-values.js';

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Reads `FModifyDate DESC, FID`. Throws MsgCode 4 for what is no order. */
export function parseOrder(text: string, resolve: (path: string) => Column): readonly Order[] {
  const parts = text
    .split(',')
    .map((part) => part.replaceAll(/\[([^\]]*)\]/g, '$1').trim())
    .filter((part) => part !== '');
  return parts.map((part) => {
    const [path = '', direction = 'asc', ...rest] = part.split(/\s+/);
    if (rest.length > 0 || !/^(asc|desc)$/i.test(direction)) {
      throw new BusinessError(msgCode.exception, `排序条件“${part}”附近有语法错误。`);
    }
    return { column: orderColumn(path, resolve), descending: /^desc$/i.test(direction) };
  });
}

/** An unknown order key fails in the database, not in the metadata, and so with another message. */
function orderColumn(path: string, resolve: (path: string) => Column): Column {
  try {
    return resolve(path);
  } catch {
    throw new BusinessError(msgCode.exception, `列名 '${path}' 无效。`);
  }
}

interface Ranked {
  readonly line: JoinedRow;
  readonly keys: readonly (Comparable | null)[];
}

/**
 * The first lines of an order. A page out of a hundred thousand bills needs no sort of all of them: twice the page is
 * kept and cut back when full, and what comes after the last kept line is passed over at once.
 */
export class FirstLines {
  readonly #orders: readonly Order[];
  readonly #size: number;
  #kept: Ranked[] = [];
  #last: Ranked | undefined;

  constructor(orders: readonly Order[], size: number) {
    this.#orders = orders;
    this.#size = size;
  }

  add(line: JoinedRow): void {
    const ranked = { line, keys: this.#orders.map(({ column }) => sortKey(column, line)) };
    if (this.#last !== undefined && this.#compare(ranked, this.#last) >= 0) return;
    this.#kept.push(ranked);
    if (this.#kept.length >= this.#size * 2) this.#cut();
  }

  /** In order; lines that the order holds equal stay as they came. */
  lines(): readonly JoinedRow[] {
    this.#cut();
    return this.#kept.map(({ line }) => line);
  }

  #cut(): void {
    this.#kept.sort((a, b) => this.#compare(a, b));
    if (this.#kept.length < this.#size) return;
    this.#kept.length = this.#size;
    this.#last = this.#kept.at(-1);
  }

  #compare(a: Ranked, b: Ranked): number {
    for (const [at, { descending }] of this.#orders.entries()) {
      const by = compareNullable(a.keys[at] ?? null, b.keys[at] ?? null);
      if (by !== 0) return descending ? -by : by;
    }
    return 0;
  }
}

function sortKey(column: Column, line: JoinedRow): Comparable | null {
  const value = column.read(line);
  return value === null ? null : comparable(value, kindOf(column.field));
}

/** Null sorts before everything. */
function compareNullable(a: Comparable | null, b: Comparable | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareComparables(a, b);
}
