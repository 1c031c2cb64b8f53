import type { Cell } from './exact-json.js';

/** Part of the base data behind a reference; empty for its internal id. */
export type Part = (typeof parts)[number];
const parts = ['', '.FName', '.FNumber', '.FCODE', '.FUserId'] as const;

/** One row of an answer, by field key. */
export interface Row {
  /** Null for a field that was not asked for. */
  of(key: string | undefined, part?: Part): Cell;
}

/** What is asked of a form, each field once, and how a row of the answer is read. */
export class Columns {
  readonly fields: readonly string[];
  /** By part and key, because joining them for every cell is what reading would take longest for. */
  readonly #at = new Map<Part, Map<string, number>>();

  constructor(fields: readonly string[]) {
    this.fields = [...new Set(fields)];
    for (const part of parts) this.#at.set(part, new Map());
    for (const [index, field] of this.fields.entries()) {
      this.#at.get('')?.set(field, index);
      const part = parts.find((one) => one !== '' && field.endsWith(one));
      if (part !== undefined) this.#at.get(part)?.set(field.slice(0, -part.length), index);
    }
  }

  row(cells: readonly Cell[]): Row {
    return {
      of: (key, part = '') => {
        const at = key === undefined ? undefined : this.#at.get(part)?.get(key);
        return at === undefined ? null : (cells[at] ?? null);
      },
    };
  }
}
