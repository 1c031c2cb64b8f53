import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, seeded, testRedis } from '@hub/testkit';
import { connectRedis, createLimiter, type Limit, type Limiter, type RedisLink } from '../index.js';

const quiet = { info: () => undefined, warn: () => undefined };
const limit: Limit = { key: 'hub:test:limit', calls: 20, windowMs: 200 };
/** Calls in one window that a process can only make with slots of the other. */
const moreThanHalf = 13;

/** The far end: when calls arrived. */
class FarEnd {
  readonly #arrivals: number[] = [];

  /** A call travels there and back, each way 1 to 20 ms, one in fifty 60 ms. */
  async call(chance: () => number): Promise<void> {
    const way = (): Promise<void> => delay(chance() < 0.02 ? 60 : 1 + chance() * 19);
    await way();
    this.#arrivals.push(performance.now());
    await way();
  }

  count(from = 0, to = Infinity): number {
    return this.#arrivals.filter((at) => at >= from && at < to).length;
  }

  /** Most calls in any window that began then or later. */
  fullest(windowMs: number, from = 0): number {
    const sorted = this.#arrivals.filter((at) => at >= from).toSorted((a, b) => a - b);
    let [most, first] = [0, 0];
    for (const [at, time] of sorted.entries()) {
      while ((sorted[first] ?? 0) <= time - windowMs) first += 1;
      most = Math.max(most, at - first + 1);
    }
    return most;
  }
}

function chanceOf(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** A process: calls as fast as it may until it is stopped. */
class Caller {
  #stopped = false;
  readonly #underWay = new Set<Promise<void>>();
  readonly #done: Promise<void>;

  constructor(
    readonly limiter: Limiter,
    private readonly farEnd: FarEnd,
    private readonly chance: () => number,
    public limits: readonly Limit[] = [limit],
  ) {
    this.#done = this.#run();
  }

  /** Stops at once; what it holds it takes with it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
  }

  /** Resolves when all calls have been answered that are under way now. */
  async answered(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const { waitMs, answered } = await this.limiter.take(this.limits);
      if (answered === null) {
        await delay(Math.min(waitMs, 50));
        continue;
      }
      const call: Promise<void> = this.farEnd.call(this.chance).then(async () => {
        await answered();
        this.#underWay.delete(call);
      });
      this.#underWay.add(call);
    }
    await this.answered();
  }
}

describe('limits while things go wrong', () => {
  const { seed } = seeded('limits');
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let links: RedisLink[];
  let admin: RedisLink;
  let farEnd: FarEnd;
  let callers: Caller[];

  before(async () => {
    redis = await testRedis();
  });

  beforeEach(async () => {
    // A database of its own, because it is flushed here.
    const url = new URL('/8', redis.url).href;
    const open = (): Promise<RedisLink> => connectRedis(url, { log: quiet });
    [admin, ...links] = await Promise.all([open(), open(), open()]);
    await admin.run((commands) => commands.flushdb());
    farEnd = new FarEnd();
    callers = links.map(
      (link, index) =>
        new Caller(createLimiter(link, { holdMs: 300 }), farEnd, chanceOf(seed + index)),
    );
  });

  const end = async (): Promise<void> => {
    await Promise.all(callers.map((caller) => caller.stop()));
    for (const link of [admin, ...links]) await link.close();
  };

  after(() => redis.stop());

  it('no window is passed when Redis is flushed again and again', async () => {
    const chance = chanceOf(seed);
    for (let flush = 0; flush < 8; flush += 1) {
      await delay(chance() * 300);
      await admin.run((commands) => commands.flushdb());
    }
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('no window is passed when Redis stalls for longer than a lease', async () => {
    for (const stallMs of [300, 900]) {
      await delay(300);
      await admin.run((commands) => commands.client('PAUSE', stallMs, 'ALL'));
      await delay(stallMs);
    }
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('the others have the slots of a process that died, after its lease and its last calls', async () => {
    await delay(400);
    await callers[0]?.stop();
    await links[0]?.close();
    const from = performance.now() + limit.windowMs;
    await eventually(() => farEnd.fullest(limit.windowMs, from) > moreThanHalf);
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('a lowered limit is kept from the moment at which both know it, and is used', async () => {
    await delay(400);
    const narrow = { ...limit, calls: 8 };
    for (const caller of callers) caller.limits = [narrow];
    // Calls of the wider limit may still be on their way.
    await Promise.all(callers.map((caller) => caller.answered()));
    const from = performance.now() + limit.windowMs;
    await eventually(() => farEnd.count(from) >= 4 * narrow.calls);
    await end();
    const most = farEnd.fullest(limit.windowMs, from);
    assert.ok(most <= narrow.calls, `${String(most)} calls in one window`);
  });

  it('both processes have their part, and several limits are kept at once', async () => {
    const joint = { ...limit, key: 'hub:test:joint', calls: 12 };
    const counts = [0, 0];
    for (const [index, caller] of callers.entries()) {
      const own = { ...limit, key: `hub:test:own:${String(index)}` };
      caller.limits = [own, joint];
      const { limiter } = caller;
      const take = limiter.take.bind(limiter);
      limiter.take = async (limits) => {
        const leave = await take(limits);
        if (leave.answered !== null) counts[index] = (counts[index] ?? 0) + 1;
        return leave;
      };
    }
    await delay(300);
    const from = performance.now();
    await eventually(() => farEnd.count(from) >= 6 * joint.calls);
    await end();
    const most = farEnd.fullest(limit.windowMs, from);
    assert.ok(most <= joint.calls, `${String(most)} calls in one window`);
    const [less = 0, more = 0] = counts.toSorted((a, b) => a - b);
    assert.ok(less > 0 && more / less < 3, `${String(less)} and ${String(more)} calls`);
  });

  it('a limit that one process closes is closed for the other', async () => {
    await delay(300);
    await callers[0]?.limiter.close(limit, 10_000);
    // The other hears of it when it renews its lease.
    await eventually(async () => {
      const leave = await callers[1]?.limiter.take([limit]);
      await leave?.answered?.();
      return (leave?.waitMs ?? 0) > 10 * limit.windowMs;
    });
    await Promise.all(callers.map((caller) => caller.stop()));
    const leaves = await Promise.all(callers.map(({ limiter }) => limiter.take([limit])));
    await end();
    assert.deepEqual(
      leaves.map(({ answered, waitMs }) => [answered, waitMs > limit.windowMs]),
      [
        [null, true],
        [null, true],
      ],
    );
  });

  it('a process that gives back what it has leaves all of it to the other at once', async () => {
    await delay(400);
    await callers[0]?.stop();
    await callers[0]?.limiter.giveBack();
    const from = performance.now() + limit.windowMs;
    await eventually(() => farEnd.fullest(limit.windowMs, from) > moreThanHalf);
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });
});
