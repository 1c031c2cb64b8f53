import { systemClock, type Clock } from '@hub/core';
import type { RedisLink } from '../link.js';
import type { Limiter } from './limit.js';
import { LocalLimiter } from './local-limiter.js';
import { SharedLimiter } from './shared-limiter.js';

export interface LimiterOptions {
  readonly clock?: Clock;
  /** How long a slot is held for a call without an answer; longer than the time-out of a call. Default 30 s. */
  readonly holdMs?: number;
  /** Processes that share the limits, until Redis says how many there are; default 2. */
  readonly processes?: number;
}

const holdDefaultMs = 30_000;
const processesDefault = 2;

/** A limiter shared through Redis, or of this process alone when there is no Redis. */
export function createLimiter(link: RedisLink | null, options: LimiterOptions = {}): Limiter {
  const { clock = systemClock, holdMs = holdDefaultMs, processes = processesDefault } = options;
  if (link === null) return new LocalLimiter(clock, holdMs);
  return new SharedLimiter(link, { clock, holdMs, processes });
}
