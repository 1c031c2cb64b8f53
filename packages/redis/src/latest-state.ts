import { systemClock, type Clock } from '@hub/core';
import { ForgetfulMap, orLocally } from './fallback.js';
import type { RedisLink } from './link.js';
import { Script } from './script.js';

/** The furthest state of a thing that is shown elsewhere. */
export interface Standing {
  /** States only ever go up. */
  readonly rank: number;
  readonly value: string;
  /** True once it is known to be shown. */
  readonly applied: boolean;
  /** How often it became doubtful what is shown. */
  readonly doubts: number;
}

/**
 * Keeps a later state from being overwritten by an earlier one where the place that shows it has no versions:
 * offer a state, show what stands, say that it was shown, and show again when something further came meanwhile.
 */
export interface LatestState {
  /** Returns what stands afterwards: the offered state when nothing as far or further stood before. */
  offer(key: string, rank: number, value: string): Promise<Standing>;
  /** What stands; rank -1 when nothing does. */
  current(key: string): Promise<Standing>;
  /** Notes that this was shown, unless something further stands or doubt arose since; returns what stands. */
  applied(key: string, shown: Pick<Standing, 'rank' | 'doubts'>): Promise<Standing>;
  /** Notes that what is shown may be something else again: a state was sent and nobody knows when it arrived. */
  doubted(key: string): Promise<void>;
}

export interface LatestStateOptions {
  /** How long a state is remembered after its last change. */
  readonly keepMs: number;
  readonly clock?: Clock;
  /** Most things this process remembers by itself while Redis is away; default 10,000. */
  readonly localMax?: number;
}

/** States in Redis, or in this process alone when there is no Redis. */
export function createLatestState(
  link: RedisLink | null,
  options: LatestStateOptions,
): LatestState {
  const local = new MemoryState(options);
  return link === null ? local : new RedisState(link, local, options);
}

const nothing: Standing = { rank: -1, value: '', applied: true, doubts: 0 };

class MemoryState implements LatestState {
  readonly #states: ForgetfulMap<Standing>;
  readonly #clock: Clock;

  constructor(private readonly options: LatestStateOptions) {
    this.#states = new ForgetfulMap(options.localMax ?? 10_000);
    this.#clock = options.clock ?? systemClock;
  }

  offer(key: string, rank: number, value: string): Promise<Standing> {
    const now = this.#clock.monotonic();
    const standing = this.#states.get(key, now);
    if (standing !== undefined && standing.rank >= rank) return Promise.resolve(standing);
    const offered = { rank, value, applied: false, doubts: standing?.doubts ?? 0 };
    this.#states.set(key, offered, now + this.options.keepMs);
    return Promise.resolve(offered);
  }

  current(key: string): Promise<Standing> {
    return Promise.resolve(this.#states.get(key, this.#clock.monotonic()) ?? nothing);
  }

  applied(key: string, { rank, doubts }: Pick<Standing, 'rank' | 'doubts'>): Promise<Standing> {
    const now = this.#clock.monotonic();
    const standing = this.#states.get(key, now) ?? nothing;
    if (standing.rank !== rank || standing.doubts !== doubts) return Promise.resolve(standing);
    return Promise.resolve(this.#note(key, now, { ...standing, applied: true }));
  }

  doubted(key: string): Promise<void> {
    const now = this.#clock.monotonic();
    const standing = this.#states.get(key, now);
    if (standing !== undefined)
      this.#note(key, now, { ...standing, applied: false, doubts: standing.doubts + 1 });
    return Promise.resolve();
  }

  #note(key: string, now: number, standing: Standing): Standing {
    this.#states.set(key, standing, now + this.#states.left(key, now));
    return standing;
  }
}

const offerScript = new Script(`local rank = redis.call('HGET', KEYS[1], 'rank')
if not rank or tonumber(ARGV[1]) > tonumber(rank) then
  redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'value', ARGV[2], 'applied', '0')
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HMGET', KEYS[1], 'rank', 'value', 'applied', 'doubts')`);

const appliedScript =
  new Script(`local rank, doubts = unpack(redis.call('HMGET', KEYS[1], 'rank', 'doubts'))
if rank == ARGV[1] and (doubts or '0') == ARGV[2] then
  redis.call('HSET', KEYS[1], 'applied', '1')
end
return redis.call('HMGET', KEYS[1], 'rank', 'value', 'applied', 'doubts')`);

const doubtedScript = new Script(`if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'applied', '0')
  redis.call('HINCRBY', KEYS[1], 'doubts', 1)
end
return 0`);

const currentScript = new Script(
  `return redis.call('HMGET', KEYS[1], 'rank', 'value', 'applied', 'doubts')`,
);

class RedisState implements LatestState {
  constructor(
    private readonly link: RedisLink,
    private readonly local: LatestState,
    private readonly options: LatestStateOptions,
  ) {}

  offer(key: string, rank: number, value: string): Promise<Standing> {
    return orLocally(
      async () =>
        standingOf(await offerScript.run(this.link, [key], [rank, value, this.options.keepMs])),
      () => this.local.offer(key, rank, value),
    );
  }

  current(key: string): Promise<Standing> {
    return orLocally(
      async () => standingOf(await currentScript.run(this.link, [key], [])),
      () => this.local.current(key),
    );
  }

  applied(key: string, shown: Pick<Standing, 'rank' | 'doubts'>): Promise<Standing> {
    return orLocally(
      async () => standingOf(await appliedScript.run(this.link, [key], [shown.rank, shown.doubts])),
      () => this.local.applied(key, shown),
    );
  }

  doubted(key: string): Promise<void> {
    return orLocally(
      async () => {
        await doubtedScript.run(this.link, [key], []);
      },
      () => this.local.doubted(key),
    );
  }
}

function standingOf(reply: unknown): Standing {
  const [rank, value, applied, doubts] = reply as (string | null)[];
  if (rank === null || rank === undefined) return nothing;
  const counted = Number(doubts ?? '0');
  return { rank: Number(rank), value: value ?? '', applied: applied === '1', doubts: counted };
}
