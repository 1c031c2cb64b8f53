import { fill, plainText } from '@hub/core';
import type { Action } from '@hub/schemas';
import { colours, noteBytesMax } from './message.js';
import { timeText, type Locale } from './tenant.js';
import type { Words } from './words.js';

/** A decision as a status line. */
export function verdictOf(
  action: Action,
  words: Words,
): { readonly status: string; readonly statusColor: string } {
  return action === 'REJECT'
    ? { status: words.rejected, statusColor: colours.rejected }
    : { status: words.approved, statusColor: colours.approved };
}

/** By whom, when and why. */
export function verdictDetail(
  {
    actor,
    decidedAt,
    comment,
  }: { readonly actor: string; readonly decidedAt: number; readonly comment: string | null },
  words: Words,
  locale: Locale,
): string {
  const who = fill(words.decidedBy, {
    actor: plainText(actor, 100),
    when: timeText(decidedAt, locale),
  });
  const why = plainText(comment ?? '', noteBytesMax);
  return why === '' ? who : `${who} · ${why}`;
}
