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
  /**
   * Returns what stands afterwards: the offered state when nothing as far or further stood before. Who offers a state
   * shows what is returned. An offer that was overtaken before its state was known to be shown raises a doubt when it
   * is made again: nobody knows whether what was sent at the first attempt came after the further state.
   */
  offer(key: string, rank: number, value: string): Promise<Standing>;
  /** What stands; rank -1 when nothing does. */
  current(key: string): Promise<Standing>;
  /**
   * Notes that this was shown, unless doubt arose since; returns what stands. Where something further stands that is a
   * doubt by itself: this may have come after that.
   */
  applied(key: string, shown: Pick<Standing, 'rank' | 'doubts'>): Promise<Standing>;
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

/** A standing, and the rank below it whose showing was still open when it came. */
interface Kept extends Standing {
  readonly overtaken: number | null;
}

class MemoryState implements LatestState {
  readonly #states: ForgetfulMap<Kept>;
  readonly #clock: Clock;

  constructor(private readonly options: LatestStateOptions) {
    this.#states = new ForgetfulMap(options.localMax ?? 10_000);
    this.#clock = options.clock ?? systemClock;
  }

  offer(key: string, rank: number, value: string): Promise<Standing> {
    const now = this.#clock.monotonic();
    const kept = this.#states.get(key, now);
    if (kept !== undefined && kept.rank >= rank) {
      const isOpen = kept.overtaken === rank;
      return Promise.resolve(standingIn(isOpen ? this.#note(key, now, doubted(kept)) : kept));
    }
    const overtaken = kept === undefined || kept.applied ? null : kept.rank;
    const offered = { rank, value, applied: false, doubts: kept?.doubts ?? 0, overtaken };
    this.#states.set(key, offered, now + this.options.keepMs);
    return Promise.resolve(standingIn(offered));
  }

  current(key: string): Promise<Standing> {
    const kept = this.#states.get(key, this.#clock.monotonic());
    return Promise.resolve(kept === undefined ? nothing : standingIn(kept));
  }

  applied(key: string, { rank, doubts }: Pick<Standing, 'rank' | 'doubts'>): Promise<Standing> {
    const now = this.#clock.monotonic();
    const kept = this.#states.get(key, now);
    if (kept === undefined) return Promise.resolve(nothing);
    if (kept.rank > rank) return Promise.resolve(standingIn(this.#note(key, now, doubted(kept))));
    if (kept.rank < rank || kept.doubts !== doubts) return Promise.resolve(standingIn(kept));
    return Promise.resolve(standingIn(this.#note(key, now, { ...kept, applied: true })));
  }

  #note(key: string, now: number, kept: Kept): Kept {
    this.#states.set(key, kept, now + this.#states.left(key, now));
    return kept;
  }
}

function doubted(kept: Kept): Kept {
  return { ...kept, applied: false, doubts: kept.doubts + 1, overtaken: null };
}

function standingIn({ rank, value, applied, doubts }: Kept): Standing {
  return { rank, value, applied, doubts };
}

const doubt = `redis.call('HSET', KEYS[1], 'applied', '0')
  redis.call('HINCRBY', KEYS[1], 'doubts', 1)
  redis.call('HDEL', KEYS[1], 'overtaken')`;

const answer = `return redis.call('HMGET', KEYS[1], 'rank', 'value', 'applied', 'doubts')`;

const offerScript = new Script(`local rank, applied, overtaken =
  unpack(redis.call('HMGET', KEYS[1], 'rank', 'applied', 'overtaken'))
if not rank or tonumber(ARGV[1]) > tonumber(rank) then
  redis.call('HDEL', KEYS[1], 'overtaken')
  if applied == '0' then redis.call('HSET', KEYS[1], 'overtaken', rank) end
  redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'value', ARGV[2], 'applied', '0')
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
elseif overtaken == ARGV[1] then
  ${doubt}
end
${answer}`);

const appliedScript =
  new Script(`local rank, doubts = unpack(redis.call('HMGET', KEYS[1], 'rank', 'doubts'))
if rank and tonumber(rank) > tonumber(ARGV[1]) then
  ${doubt}
elseif rank == ARGV[1] and (doubts or '0') == ARGV[2] then
  redis.call('HSET', KEYS[1], 'applied', '1')
end
${answer}`);

const currentScript = new Script(answer);

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
}

function standingOf(reply: unknown): Standing {
  const [rank, value, applied, doubts] = reply as (string | null)[];
  if (rank === null || rank === undefined) return nothing;
  const counted = Number(doubts ?? '0');
  return { rank: Number(rank), value: value ?? '', applied: applied === '1', doubts: counted };
}
