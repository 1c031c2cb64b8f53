import type { TestContext } from 'node:test';
import type { SimulatorClock } from '@hub/simulator-kit';
import type { Settings } from '../settings.js';

/** For tests that are not about being late: deadlines by the machine's clock that a machine which stands still does not miss. */
export const patient = {
  callbackDeadlineMs: 60_000,
  cardDeadlineMs: 60_000,
} as const satisfies Partial<Settings>;

/**
 * Holds the simulator's clock still until the test is over; only `shift` moves it. What counts in one second, minute, day
 * or month is in one then, however long the machine takes and whenever it runs.
 */
export function holdStill({ mock }: TestContext, clock: SimulatorClock): void {
  const standing = clock.now() - clock.offsetMs;
  mock.method(clock, 'now', () => standing + clock.offsetMs);
}
