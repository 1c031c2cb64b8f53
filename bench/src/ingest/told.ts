import type { Document } from '@hub/schemas';
import type { Change, State } from './workload.js';

/** How well the changes of a workload were told. */
export interface Verdict {
  readonly missed: readonly Change[];
  /** Told more than once, or told although nothing had changed. */
  readonly doubled: number;
  /** From visible until published, in milliseconds. */
  readonly delaysMs: readonly number[];
}

const steps: Readonly<Record<State, Document['step']>> = {
  saved: 'SAVED',
  submitted: 'SUBMITTED',
  approved: 'APPROVED',
  closed: 'CLOSED',
};

/** Compares what was published with what happened. */
export class Told {
  readonly #times = new Map<string, number[]>();

  note({ documentId, modifiedAt, step }: Document, at: number): void {
    const key = keyOf(documentId, modifiedAt, step);
    const times = this.#times.get(key);
    if (times === undefined) this.#times.set(key, [at]);
    else times.push(at);
  }

  against(changes: readonly Change[]): Verdict {
    const delaysMs: number[] = [];
    const missed: Change[] = [];
    let events = 0;
    for (const times of this.#times.values()) events += times.length;
    for (const change of changes) {
      const { documentId, modifiedAt, state, visibleAt } = change;
      const [first] = this.#times.get(keyOf(String(documentId), modifiedAt, steps[state])) ?? [];
      if (first === undefined) missed.push(change);
      else delaysMs.push(first - visibleAt);
    }
    return { missed, doubled: events - (changes.length - missed.length), delaysMs };
  }
}

function keyOf(documentId: string, modifiedAt: number, step: string): string {
  return `${documentId}/${String(modifiedAt)}/${step}`;
}
