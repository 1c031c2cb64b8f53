import { setTimeout as delay } from 'node:timers/promises';

/** Where time comes from. Product code never asks the platform, so tests can hold time in their hands. */
export interface Clock {
  /** Wall time in milliseconds since 1970-01-01 UTC; may jump. For what people read and what is compared with other systems. */
  now(): number;
  /** Milliseconds that never go back; for durations, leases and limits. */
  monotonic(): number;
  /** Waits; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  },
};
