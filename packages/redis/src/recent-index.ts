import { HubError, systemClock, type Clock } from '@hub/core';
import { ForgetfulMap, orLocally } from './fallback.js';
import type { RedisLink } from './link.js';
import { Script } from './script.js';

/** Small lists under a key, one value a field, that forget: all of them after a time, the oldest when full. */
export interface RecentIndex {
  /**
   * Adds a field or replaces it. What is older than the known value of the field changes nothing, so a repeat is harmless.
   *
   * @param at when it was so; decides what is newer, here and in the order of the list
   */
  put(key: string, field: string, value: string, at: number): Promise<void>;
  /** The values, newest first. */
  list(key: string): Promise<readonly string[]>;
  remove(key: string, field: string): Promise<void>;
}

export interface RecentIndexOptions {
  /** A key is forgotten so long after its last `put`. */
  readonly keepMs: number;
  /** Most fields of one key. */
  readonly fieldsMax: number;
  readonly clock?: Clock;
  /** Most keys this process remembers by itself while Redis is away; default 10,000. */
  readonly localMax?: number;
}

const valueBytesMax = 65_536;

/** An index in Redis, or of this process alone when there is no Redis. */
export function createRecentIndex(
  link: RedisLink | null,
  options: RecentIndexOptions,
): RecentIndex {
  const local = new MemoryIndex(options);
  return link === null ? local : new RedisIndex(link, local, options);
}

interface Entry {
  readonly value: string;
  readonly at: number;
}

class MemoryIndex implements RecentIndex {
  readonly #keys: ForgetfulMap<ReadonlyMap<string, Entry>>;
  readonly #clock: Clock;

  constructor(private readonly options: RecentIndexOptions) {
    this.#keys = new ForgetfulMap(options.localMax ?? 10_000);
    this.#clock = options.clock ?? systemClock;
  }

  put(key: string, field: string, value: string, at: number): Promise<void> {
    if (Buffer.byteLength(value) > valueBytesMax) return Promise.reject(tooLarge(key));
    const now = this.#clock.monotonic();
    const known = this.#keys.get(key, now) ?? new Map<string, Entry>();
    if ((known.get(field)?.at ?? -Infinity) > at) return Promise.resolve();
    const others = [...known].filter(([name]) => name !== field);
    const entries = [...others, [field, { value, at }] as const].sort(
      ([, a], [, b]) => a.at - b.at,
    );
    const kept = new Map(entries.slice(-this.options.fieldsMax));
    this.#keys.set(key, kept, now + this.options.keepMs);
    return Promise.resolve();
  }

  list(key: string): Promise<readonly string[]> {
    const entries = this.#keys.get(key, this.#clock.monotonic()) ?? new Map<string, Entry>();
    return Promise.resolve([...entries.values()].map(({ value }) => value).toReversed());
  }

  remove(key: string, field: string): Promise<void> {
    const now = this.#clock.monotonic();
    const fields = this.#keys.get(key, now);
    if (fields !== undefined) {
      this.#keys.set(
        key,
        new Map([...fields].filter(([name]) => name !== field)),
        now + this.#keys.left(key, now),
      );
    }
    return Promise.resolve();
  }
}

// Values are in a hash; a sorted set keeps when each of them was so.
const putScript = new Script(`local known = redis.call('ZSCORE', KEYS[2], ARGV[1])
if known and tonumber(known) > tonumber(ARGV[5]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
while redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[3]) do
  redis.call('HDEL', KEYS[1], redis.call('ZPOPMIN', KEYS[2])[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
return 0`);

const listScript = new Script(`local fields = redis.call('ZREVRANGE', KEYS[2], 0, -1)
if #fields == 0 then return {} end
return redis.call('HMGET', KEYS[1], unpack(fields))`);

const removeScript = new Script(`redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('HDEL', KEYS[1], ARGV[1])`);

class RedisIndex implements RecentIndex {
  constructor(
    private readonly link: RedisLink,
    private readonly local: RecentIndex,
    private readonly options: RecentIndexOptions,
  ) {}

  async put(key: string, field: string, value: string, at: number): Promise<void> {
    if (Buffer.byteLength(value) > valueBytesMax) throw tooLarge(key);
    const { fieldsMax, keepMs } = this.options;
    await orLocally(
      async () => {
        await putScript.run(this.link, keysOf(key), [field, value, fieldsMax, keepMs, at]);
      },
      () => this.local.put(key, field, value, at),
    );
  }

  /** What was put while Redis was away is known here only, so it is listed too. */
  async list(key: string): Promise<readonly string[]> {
    const own = await this.local.list(key);
    const shared = await orLocally(
      async () => (await listScript.run(this.link, keysOf(key), [])) as (string | null)[],
      () => Promise.resolve([]),
    );
    return [...new Set([...own, ...shared.filter((value) => value !== null)])];
  }

  async remove(key: string, field: string): Promise<void> {
    await this.local.remove(key, field);
    await orLocally(
      async () => {
        await removeScript.run(this.link, keysOf(key), [field]);
      },
      () => Promise.resolve(),
    );
  }
}

function keysOf(key: string): readonly string[] {
  return [key, `${key}:age`];
}

function tooLarge(key: string): HubError {
  return new HubError(
    'REDIS_VALUE_SIZE',
    `an index entry of ${key} has more than ${String(valueBytesMax)} bytes`,
  );
}
