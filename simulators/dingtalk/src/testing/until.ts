import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `condition` holds, at most `timeoutMs`; only what fails waits so long. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new Error(`not within ${String(timeoutMs)} ms: ${what}`);
    await sleep(5);
  }
}
