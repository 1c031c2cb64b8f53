import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '@hub/core';
import { orLocally } from './fallback.js';
import type { Leave, Limit, Limiter } from './limit.js';
import { MemoryLimiter } from './limiter-memory.js';
import type { RedisLink } from './link.js';
import { luaNow, Script } from './script.js';

export interface LimiterOptions {
  readonly clock?: Clock;
  /** How long a slot is held for a call without an answer; longer than the time-out of a call. Default 30 s. */
  readonly holdMs?: number;
  /** Part of every limit that this process may use by itself while Redis is away; default a half. */
  readonly localShare?: number;
}

const holdDefaultMs = 30_000;
const localShareDefault = 0.5;

/** A limiter shared through Redis, or of this process alone when there is no Redis. */
export function createLimiter(link: RedisLink | null, options: LimiterOptions = {}): Limiter {
  const { clock = systemClock, holdMs = holdDefaultMs, localShare = localShareDefault } = options;
  if (link === null) return new MemoryLimiter(clock, holdMs, 1);
  return new RedisLimiter(link, new MemoryLimiter(clock, holdMs, localShare), holdMs);
}

// A limit is a sorted set of calls with the millisecond at which their slot is free again, and a key that exists
// while the limit is closed. KEYS come in such pairs, ARGV holds call, hold, then calls and window of each limit.
const takeScript = new Script(`${luaNow}local wait = 0
for i = 1, #KEYS, 2 do
  local calls, window = tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  wait = math.max(wait, redis.call('PTTL', KEYS[i + 1]))
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  local used = redis.call('ZCARD', KEYS[i])
  if used >= calls then
    local due = redis.call('ZRANGE', KEYS[i], used - calls, used - calls, 'WITHSCORES')[2]
    wait = math.max(wait, 1, math.min(due - now, window))
  end
end
if wait > 0 then return wait end
for i = 1, #KEYS, 2 do
  redis.call('ZADD', KEYS[i], now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2] + ARGV[i + 3])
end
return 0`);

// One millisecond more than the window, because times are cut to milliseconds.
const answeredScript = new Script(`${luaNow}for i = 1, #KEYS do
  redis.call('ZADD', KEYS[i], 'XX', now + ARGV[i + 1] + 1, ARGV[1])
end
return 0`);

class RedisLimiter implements Limiter {
  constructor(
    private readonly link: RedisLink,
    private readonly local: Limiter,
    private readonly holdMs: number,
  ) {}

  take(limits: readonly Limit[]): Promise<Leave> {
    return orLocally(
      () => this.#take(limits),
      () => this.local.take(limits),
    );
  }

  close(limit: Limit, forMs: number): Promise<void> {
    return orLocally(
      () =>
        this.link.run(async (redis) => {
          await redis.set(closedKey(limit), '1', 'PX', Math.ceil(forMs));
        }),
      () => this.local.close(limit, forMs),
    );
  }

  async #take(limits: readonly Limit[]): Promise<Leave> {
    const call = randomUUID();
    const keys = limits.flatMap((limit) => [limit.key, closedKey(limit)]);
    const args = [call, this.holdMs, ...limits.flatMap(({ calls, windowMs }) => [calls, windowMs])];
    const waitMs = Number(await takeScript.run(this.link, keys, args));
    if (waitMs > 0) return { waitMs, answered: null };
    return { waitMs: 0, answered: () => this.#answered(call, limits) };
  }

  /** When Redis is away the slot is simply held for longer. */
  #answered(call: string, limits: readonly Limit[]): Promise<void> {
    const keys = limits.map(({ key }) => key);
    return orLocally(
      async () => {
        await answeredScript.run(this.link, keys, [
          call,
          ...limits.map(({ windowMs }) => windowMs),
        ]);
      },
      () => Promise.resolve(),
    );
  }
}

function closedKey({ key }: Limit): string {
  return `${key}:closed`;
}
