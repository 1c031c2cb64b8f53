import type { Fault } from './fault-book.js';

/** How one source of a tenant is doing. */
export interface SourceStatus {
  readonly name: string;
  readonly kind: string;
  /** Whether this process reads it; another one does otherwise. */
  readonly ours: boolean;
  /** UTC milliseconds; null before the first time, and where another process reads. */
  readonly lastPollAt: number | null;
  /** What cannot be read, with the remedy. */
  readonly faults: readonly Fault[];
}

/** How a tenant is doing. Times are UTC milliseconds. */
export interface TenantStatus {
  readonly tenant: string;
  readonly lastPollAt: number | null;
  /** What keeps it from being read, with the remedy; null when nothing does. */
  readonly fault: { readonly code: string; readonly reason: string } | null;
  readonly sources: readonly SourceStatus[];
}

export function tenantStatus(
  tenant: string,
  people: Fault | null,
  sources: readonly SourceStatus[],
): TenantStatus {
  const [first = null] = [
    ...(people === null ? [] : [people]),
    ...sources.flatMap((one) => one.faults),
  ];
  const polls = sources.flatMap(({ lastPollAt }) => (lastPollAt === null ? [] : [lastPollAt]));
  return {
    tenant,
    lastPollAt: polls.length === 0 ? null : Math.min(...polls),
    fault: first === null ? null : { code: first.code, reason: first.reason },
    sources,
  };
}
