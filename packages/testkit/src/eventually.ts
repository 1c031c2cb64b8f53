import { setTimeout as delay } from 'node:timers/promises';

const betweenMs = 20;
/** Only what fails waits so long; a busy machine may stand still for seconds. */
const withinDefaultMs = 30_000;

/**
 * Waits for a condition: calls `check` until it neither throws nor answers false, and gives back its answer.
 *
 * For what happens in another process or behind a socket. Where time itself is waited for, use `FakeClock`.
 *
 * @throws the last error of `check` when `withinMs` (default 30,000) have passed, so a failed wait says what was still wrong
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { withinMs = withinDefaultMs }: { readonly withinMs?: number } = {},
): Promise<Exclude<T, false>> {
  const until = performance.now() + withinMs;
  for (;;) {
    try {
      const answer = await check();
      if (answer !== false) return answer as Exclude<T, false>;
      if (performance.now() >= until) throw new Error('the condition never held');
    } catch (error) {
      if (performance.now() >= until) {
        throw new Error(`not within ${String(withinMs)} ms: ${String(error)}`, { cause: error });
      }
    }
    await delay(betweenMs);
  }
}
