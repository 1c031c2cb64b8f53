import { hashId } from '@hub/core';
import type { SourceDocument } from '@hub/source';

/** For so long a difference is told again, in case whoever heard it could not pass it on. */
const toldForMs = 10 * 60_000;

interface Seen {
  readonly print: string;
  /** When it was first seen to differ; null when it never was. */
  readonly differsSince: number | null;
}

interface Look {
  readonly seen: ReadonlyMap<string, Seen>;
  /** Documents that are open no more, and since when that is known. */
  readonly left: ReadonlyMap<string, number>;
}

export interface Difference {
  /** What looks different from before, or is new. */
  readonly documents: readonly SourceDocument[];
  /** Ids of what is open no more: closed, voided, or gone. */
  readonly left: readonly string[];
}

/**
 * Tells which documents look different from before, for a system that does not say when one was changed.
 *
 * The first look takes note only: what was there before is not news. All of it can be lost with the process; what
 * changes meanwhile without moving a date is found by reconcile.
 */
export class Differences {
  readonly #looks = new Map<string, Look>();

  /** @param open every open document of the form; `now` in milliseconds that never go back */
  look(form: string, open: readonly SourceDocument[], now: number): Difference {
    const before = this.#looks.get(form);
    const seen = new Map<string, Seen>();
    for (const document of open) {
      const print = hashId('wise', JSON.stringify(document));
      const known = before?.seen.get(document.documentId);
      const differs = before !== undefined && known?.print !== print;
      const differsSince = differs ? now : (known?.differsSince ?? null);
      seen.set(document.documentId, { print, differsSince });
    }
    const left = new Map<string, number>();
    for (const [id, since] of before?.left ?? [])
      if (isTold(since, now) && !seen.has(id)) left.set(id, since);
    for (const id of before?.seen.keys() ?? []) if (!seen.has(id)) left.set(id, now);
    this.#looks.set(form, { seen, left });
    const documents = open.filter(({ documentId }) =>
      isTold(seen.get(documentId)?.differsSince ?? null, now),
    );
    return { documents, left: [...left.keys()] };
  }
}

function isTold(since: number | null, now: number): boolean {
  return since !== null && now - since < toldForMs;
}
