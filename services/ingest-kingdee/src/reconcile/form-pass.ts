import type { AccountScope, KnownDocument, TenantScope } from '../ports.js';
import type { Difference } from './domain/compare.js';

/** One look at all that is open in one form of an account. */
export interface FormPass {
  readonly account: AccountScope;
  readonly form: string;
  /** Tenants that read the form. */
  readonly scopes: readonly TenantScope[];
  readonly settings: ReadonlyMap<string, PassSetting>;
  /** Documents that were looked at and are as they are known, though their system does not list them as open. */
  readonly settled: Settled;
  /** Between the first look and the second: whatever moves has so long to be read in the ordinary way. */
  readonly settleMs: number;
  /** Whether control totals are compared too, for which everything has to be read. */
  readonly withTotals: boolean;
  readonly signal: AbortSignal;
}

export interface PassSetting {
  /** BCP 47. */
  readonly language: string;
  readonly windowMs: number;
  /** Since when the form is watched, UTC milliseconds. */
  readonly begunAt: number;
}

/** A document that does not fit at first sight. */
export interface Suspect {
  readonly tenant: string;
  readonly documentId: string;
  readonly kind: Difference;
  /** What was known of it then; when that has changed, ordinary reading is at work on it. */
  readonly before: string;
}

/** Two documents with one number. */
export interface Twins {
  readonly tenant: string;
  readonly later: string;
  readonly earlier: string;
}

/** What cannot be mended by reading again, so that somebody has to look. */
export type AnomalyKind = 'organisation' | 'drifted' | 'double' | 'total';

/** What was found, and proved by a second look. */
export interface Finding {
  readonly kind: Difference | AnomalyKind;
  readonly tenant: string;
  readonly form: string;
  readonly documentId: string;
}

/** Names a state that was published, to see whether it has changed. */
export function stateOf(known: KnownDocument | null): string {
  return known === null ? '' : `${known.version}/${known.step}`;
}

const settledMax = 20_000;

/** Remembers, within bounds, which documents need not be read again as long as nothing is published of them. */
export class Settled {
  readonly #states = new Map<string, string>();

  add(name: string, known: KnownDocument | null): void {
    const [oldest] = this.#states.keys();
    if (this.#states.size >= settledMax && oldest !== undefined) this.#states.delete(oldest);
    this.#states.set(name, stateOf(known));
  }

  has(name: string, known: KnownDocument): boolean {
    return this.#states.get(name) === stateOf(known);
  }
}
