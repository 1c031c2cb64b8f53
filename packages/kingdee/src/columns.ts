import type { Cell } from './exact-json.js';

/** Part of the base data behind a reference; empty for its internal id. */
export type Part = '' | '.FName' | '.FNumber' | '.FCODE' | '.FUserId';

/** One row of an answer, by field key. */
export interface Row {
  /** Null for a field that was not asked for. */
  of(key: string | undefined, part?: Part): Cell;
}

/** What is asked of a form, each field once, and how a row of the answer is read. */
export class Columns {
  readonly fields: readonly string[];
  readonly #at: ReadonlyMap<string, number>;

  constructor(fields: readonly string[]) {
    this.fields = [...new Set(fields)];
    this.#at = new Map(this.fields.map((field, index) => [field, index]));
  }

  row(cells: readonly Cell[]): Row {
    return {
      of: (key, part = '') => {
        const at = key === undefined ? undefined : this.#at.get(`${key}${part}`);
        return at === undefined ? null : (cells[at] ?? null);
      },
    };
  }
}
