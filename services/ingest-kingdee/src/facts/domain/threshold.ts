import type { Step } from '@hub/schemas';

export type FactStep = Extract<Step, 'DUE_SOON' | 'OVERDUE' | 'STUCK'>;

/** A moment that matters for one document, e.g. that it is overdue by seven days. */
export interface Threshold {
  /** `<kind>:<n>@<cause>`, e.g. `overdue:7@2026-11-02`; it is the version of the event and what is remembered. */
  readonly name: string;
  /** When it is reached, UTC milliseconds. */
  readonly moment: number;
}

export interface Reached {
  /** What is to be told now; null when there is nothing new. */
  readonly fire: Threshold | null;
  /** What is to be remembered of the document afterwards. */
  readonly facts: readonly string[];
}

/**
 * Which threshold of a document is to be told now, and what is to be remembered.
 *
 * Only the newest one that was reached is told. When several were reached while nobody looked, because the hub was down
 * or its clock jumped, the older ones count as passed: "overdue by 1 day" is no news beside "overdue by 30 days".
 *
 * Facts of another cause (an older due date, a finished workflow step) are forgotten; those of other kinds stay.
 */
export function reach(
  thresholds: readonly Threshold[],
  { kind, cause, known, now }: Reaching,
): Reached {
  const passed = thresholds.filter(({ moment }) => moment <= now);
  const newest = passed.reduce<Threshold | null>(
    (latest, one) => (latest === null || one.moment > latest.moment ? one : latest),
    null,
  );
  const kept = known.filter((fact) => !fact.startsWith(`${kind}:`) || causeOf(fact) === cause);
  const facts = [...new Set([...kept, ...passed.map(({ name }) => name)])];
  const fire = newest === null || kept.includes(newest.name) ? null : newest;
  return { fire, facts };
}

export interface Reaching {
  /** The word before the colon. */
  readonly kind: string;
  readonly cause: string;
  /** What was remembered of the document. */
  readonly known: readonly string[];
  /** UTC milliseconds. */
  readonly now: number;
}

export function nameOf(kind: string, n: number, cause: string): string {
  return `${kind}:${String(n)}@${cause}`;
}

/** What a fact was caused by: the text behind the at sign. */
export function causeOf(fact: string): string {
  return fact.slice(fact.indexOf('@') + 1);
}
