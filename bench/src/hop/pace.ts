import type { Clock } from '@hub/core';

/**
 * Begins so many things at an even rate, whatever becomes of them. What comes late is begun at once and keeps the time
 * at which it was due, so that a stall is counted for everything it held up.
 *
 * @param begin told the index and when it was due, by the monotonic clock
 */
export async function pace(
  {
    count,
    perSecond,
    clock,
  }: { readonly count: number; readonly perSecond: number; readonly clock: Clock },
  begin: (index: number, dueAt: number) => void,
): Promise<void> {
  const startedAt = clock.monotonic();
  for (let index = 0; index < count; index += 1) {
    const dueAt = startedAt + (index * 1_000) / perSecond;
    const earlyMs = dueAt - clock.monotonic();
    if (earlyMs > 0) await clock.sleep(Math.ceil(earlyMs));
    begin(index, dueAt);
  }
}
