import type { Clock } from '@hub/core';
import type { Page, Position } from '@hub/source';
import type { AccountScope } from '../ports.js';

/** Pages of one form in one pass; more is a source that does not end. */
const pagesMax = 10_000;
/** The ERP is asked a quarter of the time at most. */
const restFactor = 3;
const restMaxMs = 5_000;

type Asked = Pick<AccountScope, 'source' | 'clock'>;

/** Pages of everything that is open in a form. */
export function openPages(
  account: Asked,
  form: string,
  organisations: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Page> {
  return pages(account.clock, signal, async (last) =>
    account.source.open?.({
      form,
      organisations,
      afterId: last?.documentId ?? null,
      modifiedFrom: 0,
    }),
  );
}

/** Pages of everything that there is in a form. */
export function allPages(
  account: Asked,
  form: string,
  organisations: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Page> {
  return pages(account.clock, signal, async (last) =>
    account.source.changedSince({
      form,
      organisations,
      modifiedFrom: last?.modifiedAt ?? 0,
      afterId: last?.documentId ?? null,
      until: null,
    }),
  );
}

/** One page after another, with rests in between so that nobody at the system notices. */
async function* pages(
  clock: Clock,
  signal: AbortSignal,
  ask: (last: Position | null) => Promise<Page | undefined>,
): AsyncGenerator<Page> {
  let last: Position | null = null;
  for (let count = 0; count < pagesMax; count += 1) {
    const began = clock.monotonic();
    const page: Page | undefined = await ask(last);
    if (page === undefined || isOver(signal)) return;
    yield page;
    if (page.next === null) return;
    last = page.next;
    const restMs = Math.min(restMaxMs, (clock.monotonic() - began) * restFactor);
    // An abort wakes the sleeper.
    if (restMs > 0) await clock.sleep(restMs, signal).catch(() => undefined);
    if (isOver(signal)) return;
  }
}

function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
