import type { Words } from '@hub/core';

export interface Finding {
  readonly ok: boolean;
  /** What was found, or what is wrong. */
  readonly found: Words;
  /** How to mend it; null when there is nothing to mend. */
  readonly remedy: Words | null;
  /** Code of the fault, e.g. KINGDEE_NO_PERMISSION; null when there is none. */
  readonly code: string | null;
}

/** One question of `hub doctor`. */
export interface Check {
  readonly id: string;
  readonly asks: Words;
  /** Never throws: a fault is a finding. */
  run(): Promise<Finding>;
}
