import { connectRedis, type LinkOptions, type RedisLink } from '../index.js';

/** More than a busy machine stands still. */
const patienceMs = 60_000;

/** For tests in which Redis is never away: a slow answer is waited for, so what they count is not counted alone. */
export function patientLink(url: string, options: Partial<LinkOptions> = {}): Promise<RedisLink> {
  const log = { info: () => undefined, warn: () => undefined };
  return connectRedis(url, {
    ...{ log, firstWaitMs: patienceMs, commandTimeoutMs: patienceMs },
    ...options,
  });
}
