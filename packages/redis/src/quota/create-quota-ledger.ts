import { systemClock, type Clock } from '@hub/core';
import type { RedisLink } from '../link.js';
import type { QuotaCheckpoints, QuotaLedger } from './quota-ledger.js';
import { SharedQuotaLedger } from './shared-quota-ledger.js';

export interface QuotaLedgerOptions {
  readonly clock?: Clock;
  /** Where counts survive Redis; without it only Redis and `restore` keep them. */
  readonly checkpoints?: QuotaCheckpoints;
  /** What was counted is told to the others so often; default 1 s. */
  readonly flushMs?: number;
  /** The checkpoint is written so often; default 5 min. */
  readonly checkpointMs?: number;
  /** Processes that are assumed to send as much as this one while Redis is away; default 2. */
  readonly processes?: number;
}

/** A ledger shared through Redis, or of this process alone when there is no Redis. */
export function createQuotaLedger(
  link: RedisLink | null,
  options: QuotaLedgerOptions = {},
): QuotaLedger {
  return new SharedQuotaLedger(link, {
    clock: systemClock,
    checkpoints: null,
    flushMs: 1_000,
    checkpointMs: 300_000,
    processes: link === null ? 1 : 2,
    ...options,
  });
}
