import type { AccountScope } from './ports.js';

/** Something to be done over an account at its own pace, beside the reading of what changed. */
export interface Duty {
  /** For logs and faults, e.g. reconcile. */
  readonly name: string;
  /** From the beginning of one run to the beginning of the next. */
  readonly intervalMs: number;
  /**
   * Does it once. What it throws is treated as everywhere: logged once with its remedy, shown at /tenants, tried again
   * with growing waits. It is not run twice at the same time; it ends soon after the signal, publishing nothing more.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** The duties of one account; called anew whenever the account or one of its tenants changed. */
export type DutiesOf = (scope: AccountScope) => readonly Duty[];
