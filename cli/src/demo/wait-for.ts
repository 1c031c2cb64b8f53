import { systemClock } from '@hub/core';

/** A consumer that died is missed after 15 s, and a busy machine stands still for seconds: only what fails waits so long. */
const withinDefaultMs = 60_000;

/** Asks again and again until something is there. Says what was missing when time is up. */
export async function waitFor<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false>,
  withinMs = withinDefaultMs,
): Promise<Found> {
  const until = systemClock.monotonic() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (systemClock.monotonic() > until)
      throw new Error(`${what}: not within ${String(withinMs / 1000)} s`);
    await systemClock.sleep(50);
  }
}
