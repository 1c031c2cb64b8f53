import type { Step, Summary } from '@hub/schemas';
import {
  digestOf,
  digestsDiffer,
  keptMs,
  type KnownDocument,
} from '../../domain/known-document.js';
import { nodeNames } from '../../domain/open-nodes.js';

/**
 * How a document can differ from what was published of it last:
 * missed: never published at all, or not in its newest version;
 * silent: another step or other open workflow steps, though its time of change did not move;
 * organisation, drifted: another organisation or amount, though its time of change did not move;
 * ghost: held for open here, gone or finished in the system.
 */
export type Difference = 'missed' | 'silent' | 'organisation' | 'drifted' | 'ghost';

export interface Compared {
  readonly modifiedAt: number;
  readonly step: Step;
  readonly summary: Summary;
}

/** What a compare goes by. All in UTC milliseconds. */
export interface Ground {
  readonly now: number;
  /** Since when the form is watched: an unknown document that is older was never to be published. */
  readonly begunAt: number;
  readonly windowMs: number;
}

/** Reading what changed brings a document by itself within its overlap; before this it is not accused of anything. */
const graceMs = 10 * 60_000;
const dayMs = 86_400_000;

/** Whether a document changed so lately that ordinary reading is still at it. */
export function isFresh({ modifiedAt }: Compared, { now }: Ground): boolean {
  return modifiedAt > now - graceMs;
}

/** How a document that the system shows differs from what is known of it; null when it does not, or is fresh. */
export function differenceOf(
  document: Compared,
  nodes: readonly string[],
  known: KnownDocument | null,
  ground: Ground,
): Exclude<Difference, 'ghost'> | null {
  const { modifiedAt, step, summary } = document;
  if (isFresh(document, ground)) return null;
  if (known === null || known.version === '') {
    return modifiedAt >= knownSince(document, ground) ? 'missed' : null;
  }
  if (modifiedAt > known.modifiedAt) return 'missed';
  if (modifiedAt < known.modifiedAt || step !== known.step) return 'silent';
  if (summary.organisation !== known.organisation) return 'organisation';
  if (digestsDiffer(known.digest, digestOf(summary))) return 'drifted';
  return nodeNames(nodes) === nodeNames(known.nodes) ? null : 'silent';
}

/** A document changed before may have been published and forgotten since; one day is left for the forgetting itself. */
function knownSince({ step }: Compared, { now, begunAt, windowMs }: Ground): number {
  const kept = keptMs({ step, hasNodes: false, hasFacts: false }) - dayMs;
  return Math.max(begunAt, now - Math.min(windowMs, kept));
}

const finished: ReadonlySet<Step> = new Set<Step>(['CLOSED', 'VOIDED', 'DELETED']);
/** What time and limits made is no state of a document. */
const facts: ReadonlySet<Step> = new Set<Step>([
  'DUE_SOON',
  'OVERDUE',
  'STUCK',
  'BELOW_LIMIT',
  'WITHIN_LIMIT',
  'ANOMALY',
]);

/** Whether a known document should be among the open ones of its system. */
export function isHeldOpen({ version, step }: KnownDocument): boolean {
  return version !== '' && !finished.has(step) && !facts.has(step);
}
