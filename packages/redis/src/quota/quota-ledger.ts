import type { Use } from './forecast.js';

/** What DingTalk counts by organisation and month: API calls, and messages by webhook and Stream. */
export type QuotaKind = 'api' | 'push';

/** Whose quota it is. */
export interface QuotaOwner {
  /** The DingTalk organisation (corpId): tenants of one organisation share its quota. */
  readonly organisation: string;
  /** Its IANA time zone, in which the month turns. */
  readonly timeZone: string;
}

/** A count of a month, as it is kept where it survives. */
export interface QuotaCount {
  readonly organisation: string;
  /** `2026-11` */
  readonly month: string;
  readonly kind: QuotaKind;
  /** By day of the month, the first at 0. */
  readonly days: readonly number[];
  readonly essential: number;
}

/** Keeps the counts where they survive Redis, e.g. in a compacted topic. Written every few minutes, read when Redis knows less. */
export interface QuotaCheckpoints {
  save(counts: readonly QuotaCount[]): Promise<void>;
  load(organisation: string, month: string, kind: QuotaKind): Promise<QuotaCount | null>;
}

export interface QuotaLedger {
  /**
   * Counts what was sent; costs no round trip. Not to be counted: token, directory and login calls, and calls that
   * were refused for their rate or never got an answer.
   */
  count(owner: QuotaOwner, kind: QuotaKind, by: { calls: number; essential: boolean }): void;
  /** What all processes counted in the month that it is now. */
  use(owner: QuotaOwner, kind: QuotaKind): Promise<Use>;
  /** Tells what receipts or Kafka say was sent; the larger count of each day stands, so a repeat is harmless. */
  restore(count: QuotaCount): Promise<void>;
  /** Counts that are not yet told are told, and the checkpoint is written. */
  flush(): Promise<void>;
  /** Flushes for the last time. */
  close(): Promise<void>;
}
