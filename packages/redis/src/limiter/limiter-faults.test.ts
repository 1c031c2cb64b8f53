import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, seeded, testRedis } from '@hub/testkit';
import {
  createLimiter,
  type Limit,
  type Limiter,
  type LinkOptions,
  type RedisLink,
} from '../index.js';
import { patientLink } from '../testing/patient-link.js';

const limit: Limit = { key: 'hub:test:limit', calls: 20, windowMs: 200 };
/** Calls in one window that a process can only make with slots of the other. */
const moreThanHalf = 13;

/**
 * The far end: when calls arrived. A call is sent the moment there is leave, so it arrives when it would have if this
 * process had not stood still meanwhile.
 */
class FarEnd {
  readonly #arrivals: number[] = [];

  /** A call travels there and back, each way 1 to 20 ms, one in fifty 60 ms. */
  async call(chance: () => number): Promise<void> {
    const wayMs = (): number => (chance() < 0.02 ? 60 : Math.ceil(1 + chance() * 19));
    const there = wayMs();
    const due = performance.now() + there;
    await delay(there);
    this.#arrivals.push(Math.min(due, performance.now()));
    await delay(wayMs());
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
  /** By which limits it was last told whether it may call. */
  told: readonly Limit[] = [];
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
      const { limits } = this;
      const { waitMs, answered } = await this.limiter.take(limits);
      this.told = limits;
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

  const begin = async (options: Partial<LinkOptions> = {}): Promise<void> => {
    // A database of its own, because it is flushed here.
    const url = new URL('/8', redis.url).href;
    admin = await patientLink(url);
    links = await Promise.all([0, 1].map(() => patientLink(url, options)));
    await admin.run((commands) => commands.flushdb());
    farEnd = new FarEnd();
    callers = links.map(
      (link, index) =>
        new Caller(createLimiter(link, { holdMs: 300 }), farEnd, chanceOf(seed + index)),
    );
    await moreCalls();
  };

  /** Both are at work. */
  const moreCalls = async (): Promise<void> => {
    const before = farEnd.count();
    await eventually(() => farEnd.count() >= before + 2 * limit.calls);
  };

  const end = async (): Promise<void> => {
    await Promise.all(callers.map((caller) => caller.stop()));
    for (const link of [admin, ...links]) await link.close();
  };

  after(() => redis.stop());

  it('no window is passed when Redis is flushed again and again', async () => {
    const chance = chanceOf(seed);
    await begin();
    for (let flush = 0; flush < 8; flush += 1) {
      await delay(chance() * 300);
      await admin.run((commands) => commands.flushdb());
    }
    await moreCalls();
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('no window is passed when Redis stalls for longer than a lease', async () => {
    await begin();
    for (const stallMs of [300, 900]) {
      await admin.run((commands) => commands.client('PAUSE', stallMs, 'ALL'));
      await delay(stallMs);
      await moreCalls();
    }
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('no window is passed while all are without Redis, each with its part', async () => {
    await begin({ commandTimeoutMs: 500 });
    await admin.run((commands) => commands.client('PAUSE', 600_000, 'WRITE'));
    for (const link of links) {
      await eventually(() =>
        link
          .run((commands) => commands.ping())
          .then(
            () => false,
            () => true,
          ),
      );
    }
    for (let more = 0; more < 3; more += 1) await moreCalls();
    await Promise.all(callers.map((caller) => caller.stop()));
    await admin.run((commands) => commands.client('UNPAUSE'));
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('the others have the slots of a process that died, after its lease and its last calls', async () => {
    await begin();
    await callers[0]?.stop();
    await links[0]?.close();
    const from = performance.now() + limit.windowMs;
    await eventually(() => farEnd.fullest(limit.windowMs, from) > moreThanHalf);
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });

  it('a lowered limit is kept from the moment at which both know it, and is used', async () => {
    await begin();
    const narrow = { ...limit, calls: 8 };
    for (const caller of callers) caller.limits = [narrow];
    await eventually(() => callers.every(({ limits, told }) => told === limits));
    // Calls of the wider limit may still be on their way.
    await Promise.all(callers.map((caller) => caller.answered()));
    const from = performance.now() + limit.windowMs;
    await eventually(() => farEnd.count(from) >= 4 * narrow.calls);
    await end();
    const most = farEnd.fullest(limit.windowMs, from);
    assert.ok(most <= narrow.calls, `${String(most)} calls in one window`);
  });

  it('both processes have their part, and several limits are kept at once', async () => {
    await begin();
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
    await eventually(() => callers.every(({ limits, told }) => told === limits));
    await Promise.all(callers.map((caller) => caller.answered()));
    const from = performance.now() + limit.windowMs;
    // Who comes first has more at first; who is starved has less and less.
    const most3to1 = (): boolean => Math.max(...counts) < 3 * Math.min(...counts);
    await eventually(() => farEnd.count(from) >= 6 * joint.calls && most3to1());
    await end();
    const most = farEnd.fullest(limit.windowMs, from);
    assert.ok(most <= joint.calls, `${String(most)} calls in one window`);
  });

  it('a limit that one process closes is closed for the other', async () => {
    await begin();
    await callers[0]?.limiter.close(limit, 600_000);
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
    await begin();
    await callers[0]?.stop();
    await callers[0]?.limiter.giveBack();
    const from = performance.now() + limit.windowMs;
    await eventually(() => farEnd.fullest(limit.windowMs, from) > moreThanHalf);
    await end();
    const most = farEnd.fullest(limit.windowMs);
    assert.ok(most <= limit.calls, `${String(most)} calls in one window`);
  });
});
