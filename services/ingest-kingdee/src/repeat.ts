import { backoffMs, HubError, type Clock } from '@hub/core';
import type { Alarm } from './alarm.js';

/** Longest wait after a failure; a system that is back is read again within this time. */
const waitMaxMs = 30_000;
/** First wait after a failure that may pass, and after one that somebody has to mend: a wrong login should not be tried often. */
const firstWaitMs = { retryable: 1_000, other: 5_000 };

export interface Repetition {
  /** Does the work once. Answers how long to wait before the next time, milliseconds from its beginning. */
  readonly turn: () => Promise<number>;
  /** Told of every failed turn with the wait before the next one. */
  readonly onFailure: (error: unknown, waitMs: number, failures: number) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** May end a wait early, though not one after a failure. */
  readonly alarm?: Alarm;
  /** From [0, 1). */
  readonly random?: () => number;
}

/** Does something again and again until aborted, at its pace while it works, with growing waits while it fails. */
export async function repeat(repetition: Repetition): Promise<void> {
  const { turn, onFailure, clock, signal, alarm, random = Math.random } = repetition;
  let failures = 0;
  while (!signal.aborted) {
    const began = clock.monotonic();
    let waitMs: number;
    try {
      const intervalMs = await turn();
      failures = 0;
      waitMs = Math.max(0, intervalMs - (clock.monotonic() - began));
    } catch (error) {
      failures += 1;
      const fault = error instanceof HubError ? error : null;
      const firstMs = fault?.retryable === false ? firstWaitMs.other : firstWaitMs.retryable;
      const backoff = backoffMs(failures, { firstMs, maxMs: waitMaxMs }, random());
      waitMs = Math.max(fault?.retryAfterMs ?? 0, backoff);
      onFailure(error, waitMs, failures);
    }
    // An abort wakes the sleeper; the loop's own condition then ends it.
    if (failures === 0 && alarm !== undefined) await alarm.sleep(waitMs, signal);
    else await clock.sleep(waitMs, signal).catch(() => undefined);
  }
}
