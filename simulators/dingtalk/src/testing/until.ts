import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds, at most `timeoutMs`. */
export async function until(
  what: string,
  condition: () => boolean,
  timeoutMs = 5000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline)
      throw new Error(`not within ${String(timeoutMs)} ms: ${what}`);
    await sleep(5);
  }
}
