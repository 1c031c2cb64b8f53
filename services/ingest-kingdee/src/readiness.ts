import type { TenantStatus } from './tenant-status.js';

/**
 * Why ingest is not ready: before the first look at every tenant, and while no tenant at all can be read.
 *
 * One tenant whose ERP is down must not stop a roll-out or take the others out of service; it shows at /tenants, in the log
 * and in the metrics.
 */
export function unreadiness(
  all: readonly TenantStatus[],
  staleMs: number,
  now: number,
): string | null {
  // What other processes read, they answer for.
  const statuses = all.filter(({ sources }) => sources.some(({ ours }) => ours));
  const waiting = statuses.filter(({ lastPollAt, fault }) => lastPollAt === null && fault === null);
  if (waiting.length > 0) {
    return `not read yet: ${waiting.map(({ tenant }) => tenant).join(', ')}`;
  }
  const stale = statuses.filter(
    ({ lastPollAt }) => lastPollAt === null || now - lastPollAt > staleMs,
  );
  if (stale.length === 0 || stale.length < statuses.length) return null;
  return stale
    .map(({ tenant, fault }) => `${tenant}: ${fault?.code ?? 'no poll in time'}`)
    .join(', ');
}
