import { HubError } from '@hub/core';
import type { Claims } from '@hub/redis';

/**
 * Does a thing once and returns its result; a repeat gets the result of the first time.
 *
 * @throws HubError NOTIFIER_IN_FLIGHT, retryable, while another process is at it
 */
export async function once<T>(claims: Claims, key: string, work: () => Promise<T>): Promise<T> {
  const claimed = await claims.claim(key);
  switch (claimed.state) {
    case 'DONE':
      return JSON.parse(claimed.result) as T;
    case 'TAKEN':
      throw new HubError('NOTIFIER_IN_FLIGHT', `${key} is being sent by another process`, {
        retryable: true,
        retryAfterMs: claimed.leftMs,
      });
    case 'CLAIMED':
      break;
  }
  try {
    const result = await work();
    await claims.confirm(key, JSON.stringify(result));
    return result;
  } catch (error) {
    await claims.release(key);
    throw error;
  }
}
