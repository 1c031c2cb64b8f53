import type { Page } from '@hub/source';
import type { AccountScope } from '../ports.js';

/** Pages of one form in one pass; more is a source that does not end. */
const pagesMax = 10_000;
/** The ERP is asked a quarter of the time at most. */
const restFactor = 3;
const restMaxMs = 5_000;

/** Pages of everything that is open in a form, with rests in between so that nobody notices. */
export async function* openPages(
  { source, clock }: Pick<AccountScope, 'source' | 'clock'>,
  form: string,
  organisations: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let afterId: string | null = null;
  for (let count = 0; count < pagesMax; count += 1) {
    const began = clock.monotonic();
    const page: Page | undefined = await source.open?.({
      form,
      organisations,
      afterId,
      modifiedFrom: 0,
    });
    if (page === undefined || signal.aborted) return;
    yield page;
    if (page.next === null) return;
    afterId = page.next.documentId;
    const restMs = Math.min(restMaxMs, (clock.monotonic() - began) * restFactor);
    if (restMs > 0) await clock.sleep(restMs, signal).catch(() => undefined);
    // An abort wakes the sleeper.
    if (isOver(signal)) return;
  }
}

function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
