import { HubError } from '@hub/core';
import type { Limit, Limiter } from '@hub/redis';
import { limitsOf, type Api } from './ports.js';
import type { NotifierTenant } from './domain/tenant.js';

/** How long a limit stays closed when DingTalk throttles and does not say for how long. */
const throttledMs = 1_000;

/**
 * Makes a call when the limits leave room for it.
 *
 * @throws HubError NOTIFIER_LIMIT, retryable after the time at which there is room again
 */
export async function withinLimits<T>(
  limiter: Limiter,
  tenant: NotifierTenant,
  api: Api,
  call: () => Promise<T>,
): Promise<T> {
  const limits = limitsOf(tenant, api);
  const leave = await limiter.take(limits);
  if (leave.answered === null) {
    throw new HubError(
      'NOTIFIER_LIMIT',
      `the limit of ${api} of ${tenant.id} leaves no room for ${String(leave.waitMs)} ms`,
      {
        retryable: true,
        retryAfterMs: leave.waitMs,
      },
    );
  }
  try {
    return await call();
  } catch (error) {
    await closeIfThrottled(limiter, limits, error);
    throw error;
  } finally {
    await leave.answered();
  }
}

/** What DingTalk refuses for one call it will refuse for the next: ask no more until it may be otherwise. */
async function closeIfThrottled(
  limiter: Limiter,
  [own, wholeAddress]: readonly [Limit, Limit],
  error: unknown,
): Promise<void> {
  if (!(error instanceof HubError)) return;
  const { code, retryAfterMs = throttledMs } = error;
  if (code === 'DINGTALK_QPS' || code === 'DINGTALK_QUOTA') await limiter.close(own, retryAfterMs);
  if (code === 'DINGTALK_IP_BANNED') await limiter.close(wholeAddress, retryAfterMs);
}
