import type { Clock } from '@hub/core';
import type { Person } from '@hub/schemas';
import { FaultBook, type Fault } from './fault-book.js';
import type { Log } from './ports.js';
import { repeat } from './repeat.js';
import type { PeopleScope } from './sync-people.js';

export interface PeopleLoopOptions {
  readonly scope: PeopleScope;
  readonly intervalMs: number;
  readonly sync: (scope: PeopleScope) => Promise<readonly Person[]>;
  /** Whether this process may publish for the tenant. */
  readonly isOurs: () => boolean;
  /** Called after every reading that worked. */
  readonly onRead: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads the people of one tenant from both systems, again and again. */
export class PeopleLoop {
  readonly #options: PeopleLoopOptions;
  readonly #stop = new AbortController();
  readonly #faults: FaultBook;
  #running: Promise<void> = Promise.resolve();

  constructor(options: PeopleLoopOptions) {
    this.#options = options;
    const { tenant } = options.scope;
    this.#faults = new FaultBook(options.log, `tenant ${tenant}`, { tenant });
  }

  get fault(): Fault | null {
    return this.#faults.first;
  }

  start(): void {
    const { clock, intervalMs, sync, scope, isOurs, onRead } = this.#options;
    this.#running = repeat({
      clock,
      signal: this.#stop.signal,
      turn: async () => {
        if (!isOurs()) return intervalMs;
        await sync(scope);
        this.#faults.recover('directory');
        onRead();
        return intervalMs;
      },
      onFailure: (error, waitMs) => {
        this.#faults.fail('directory', error, waitMs);
      },
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
