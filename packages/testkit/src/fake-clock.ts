import type { Clock } from '@hub/core';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** 2026-11-02 09:00 in Shanghai, a Monday. */
const startMs = Date.UTC(2026, 10, 2, 1);

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #wallMs: number;
  #monotonicMs = 0;
  #sleepers: Sleeper[] = [];

  constructor(nowMs: number = startMs) {
    this.#wallMs = nowMs;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  /** How many are asleep; lets a test wait until the code under test has gone to sleep. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const sleeper = {
        dueMs: this.#monotonicMs + ms,
        wake: (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /**
   * Lets time pass. Sleepers wake in the order they are due, each at its own time, and what they start is carried on until
   * it waits for something else than a promise of its own; so one call may wake the same loop many times.
   */
  async advance(ms: number): Promise<void> {
    const targetMs = this.#monotonicMs + ms;
    for (;;) {
      await settled();
      const [next] = this.#sleepers.toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > targetMs) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#moveTo(Math.max(next.dueMs, this.#monotonicMs));
      next.wake();
    }
    this.#moveTo(targetMs);
    await settled();
  }

  /** Moves the wall clock alone, as a correction of the system's time does. */
  jump(ms: number): void {
    this.#wallMs += ms;
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }
}

/** Lets everything run that waits for promises only. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
