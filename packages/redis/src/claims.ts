import { randomUUID } from 'node:crypto';
import { systemClock, type Clock } from '@hub/core';
import { ForgetfulMap, orLocally } from './fallback.js';
import type { RedisLink } from './link.js';
import { Script } from './script.js';

/** What a claim found. */
export type Claimed =
  /** The caller has it, until the lease ends. */
  | { readonly state: 'CLAIMED' }
  /** Somebody else is at it; the lease ends in so many milliseconds. */
  | { readonly state: 'TAKEN'; readonly leftMs: number }
  /** It was done before; `result` is what was confirmed. */
  | { readonly state: 'DONE'; readonly result: string };

/**
 * Doing a thing once: claim it, do it, confirm it with its result. Who claims a thing that is done gets the result.
 *
 * A claim is a courtesy that saves repeated effects; it is no lock to rest correctness on.
 */
export interface Claims {
  /** A claim of the same process is renewed, so a retry does not wait for its own lease. */
  claim(key: string): Promise<Claimed>;
  confirm(key: string, result: string): Promise<void>;
  /** Gives an unconfirmed claim back. */
  release(key: string): Promise<void>;
}

export interface ClaimOptions {
  /** How long an unconfirmed claim holds others back: longer than the work may take. */
  readonly leaseMs: number;
  /** How long a result is remembered. */
  readonly keepMs: number;
  readonly clock?: Clock;
  /** Most claims this process remembers by itself while Redis is away; default 10,000. */
  readonly localMax?: number;
}

/** Claims in Redis, or in this process alone when there is no Redis. */
export function createClaims(link: RedisLink | null, options: ClaimOptions): Claims {
  const local = new MemoryClaims(options);
  return link === null ? local : new RedisClaims(link, local, options);
}

class MemoryClaims implements Claims {
  readonly #done: ForgetfulMap<string>;
  readonly #clock: Clock;

  constructor(private readonly options: ClaimOptions) {
    this.#done = new ForgetfulMap(options.localMax ?? 10_000);
    this.#clock = options.clock ?? systemClock;
  }

  /** Within one process a claim is always the process's own. */
  claim(key: string): Promise<Claimed> {
    const result = this.#done.get(key, this.#clock.monotonic());
    return Promise.resolve(result === undefined ? { state: 'CLAIMED' } : { state: 'DONE', result });
  }

  confirm(key: string, result: string): Promise<void> {
    this.#done.set(key, result, this.#clock.monotonic() + this.options.keepMs);
    return Promise.resolve();
  }

  release(): Promise<void> {
    return Promise.resolve();
  }
}

// A claim is kept as 'L<owner>' while it is leased and as 'D<result>' once it is confirmed.
const claimScript = new Script(`local mine = 'L' .. ARGV[1]
if redis.call('SET', KEYS[1], mine, 'NX', 'PX', ARGV[2]) then return {'CLAIMED'} end
local found = redis.call('GET', KEYS[1])
if string.sub(found, 1, 1) == 'D' then return {'DONE', string.sub(found, 2)} end
if found == mine then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return {'CLAIMED'}
end
return {'TAKEN', redis.call('PTTL', KEYS[1])}`);

const releaseScript =
  new Script(`if redis.call('GET', KEYS[1]) == 'L' .. ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`);

class RedisClaims implements Claims {
  readonly #owner = randomUUID();

  constructor(
    private readonly link: RedisLink,
    private readonly local: Claims,
    private readonly options: ClaimOptions,
  ) {}

  async claim(key: string): Promise<Claimed> {
    // What was done while Redis was away is known here only.
    const known = await this.local.claim(key);
    if (known.state === 'DONE') return known;
    return orLocally(
      async () =>
        claimedOf(await claimScript.run(this.link, [key], [this.#owner, this.options.leaseMs])),
      () => Promise.resolve(known),
    );
  }

  confirm(key: string, result: string): Promise<void> {
    return orLocally(
      () =>
        this.link.run(async (redis) => {
          await redis.set(key, `D${result}`, 'PX', this.options.keepMs);
        }),
      () => this.local.confirm(key, result),
    );
  }

  release(key: string): Promise<void> {
    return orLocally(
      async () => {
        await releaseScript.run(this.link, [key], [this.#owner]);
      },
      () => this.local.release(key),
    );
  }
}

function claimedOf(reply: unknown): Claimed {
  const [state, detail] = reply as [Claimed['state'], (string | number)?];
  if (state === 'DONE') return { state, result: String(detail ?? '') };
  if (state === 'TAKEN') return { state, leftMs: Math.max(1, Number(detail)) };
  return { state: 'CLAIMED' };
}
