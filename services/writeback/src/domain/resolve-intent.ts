import type { Decision } from '@hub/schemas';
import { referenceOf, type HistoryEntry, type OpenTask } from './erp.js';

/** What became of a call to the ERP whose answer nobody has. */
export type Resolution =
  /** It took effect. */
  | { readonly kind: 'DONE'; readonly at: number }
  /** It had none, and never will: the node was decided otherwise. */
  | { readonly kind: 'DECIDED_ELSEWHERE' }
  /** It has had none so far, and the node still waits for the same person. */
  | { readonly kind: 'OPEN' }
  | { readonly kind: 'UNKNOWN' };

/** Wall clocks of two machines may differ by so much. */
const clockSkewMs = 5 * 60_000;

/**
 * Settles an intent by what the ERP itself remembers; nothing is sent again before this was asked.
 *
 * The reference in the opinion is the proof. Where the ERP dropped the opinion, the same person's same verdict on
 * the same node since the intent is taken for it: the effect is the one that was wanted.
 */
export function resolveIntent(
  intent: Decision,
  history: readonly HistoryEntry[],
  open: readonly OpenTask[],
): Resolution {
  const { node, actor, action } = intent;
  const lines = history.filter((entry) => entry.node === node);
  const ours =
    lines.find(({ opinion }) => opinion.includes(referenceOf(intent.decisionId))) ??
    lines.find(
      (entry) =>
        entry.erpUserId === actor.erpUserId &&
        entry.action === action &&
        entry.completedAt >= intent.at - clockSkewMs,
    );
  if (ours !== undefined) return { kind: 'DONE', at: ours.completedAt };

  if (open.some((task) => task.node === node && task.erpUserId === actor.erpUserId))
    return { kind: 'OPEN' };
  return lines.length > 0 ? { kind: 'DECIDED_ELSEWHERE' } : { kind: 'UNKNOWN' };
}
