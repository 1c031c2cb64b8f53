import { HubError, messageOf } from '@hub/core';
import type { Log } from './ports.js';

export interface Fault {
  /** What cannot be done, e.g. `people` or a form. */
  readonly about: string;
  readonly code: string;
  readonly reason: string;
}

/** A failure that goes on is logged again after so many turns. */
const logEvery = 20;

/** What does not work at the moment, told once with its remedy; not once every second for a night. */
export class FaultBook {
  readonly #faults = new Map<string, Fault>();
  readonly #failures = new Map<string, number>();
  readonly #log: Log;
  /** Whose faults these are, for the lines of the log, e.g. `{ tenant: 'huadong' }`. */
  readonly #whose: Readonly<Record<string, unknown>>;
  readonly #name: string;

  constructor(log: Log, name: string, whose: Readonly<Record<string, unknown>>) {
    this.#log = log;
    this.#name = name;
    this.#whose = whose;
  }

  get first(): Fault | null {
    const [first = null] = this.#faults.values();
    return first;
  }

  get all(): readonly Fault[] {
    return [...this.#faults.values()];
  }

  fail(about: string, error: unknown, waitMs: number | null = null): void {
    const code = error instanceof HubError ? error.code : 'INGEST_UNEXPECTED';
    const reason = messageOf(error);
    const before = this.#faults.get(about);
    const failures = (this.#failures.get(about) ?? 0) + 1;
    this.#faults.set(about, { about, code, reason });
    this.#failures.set(about, failures);
    if (before?.reason === reason && failures % logEvery !== 0) return;
    this.#log.error(
      {
        ...this.#whose,
        name: about,
        code,
        ...(waitMs === null ? {} : { waitMs, attempts: failures }),
        // Expected faults say all in their message; the others need their stack.
        ...(error instanceof HubError ? {} : { error }),
      },
      `${about} of ${this.#name} cannot be read: ${reason}`,
    );
  }

  recover(about: string): void {
    this.#failures.delete(about);
    if (!this.#faults.delete(about)) return;
    this.#log.info({ ...this.#whose, name: about }, `${about} of ${this.#name} can be read again`);
  }
}
