import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '@hub/core';
import { eventually, FakeClock, testRedis, uniqueName } from '@hub/testkit';
import {
  createClaims,
  createLatestState,
  createLimiter,
  createRecentIndex,
  type RedisLink,
} from './index.js';
import { patientLink } from './testing/patient-link.js';

/** One of the two ways everything here works: by Redis, or by this process's memory. */
interface Way {
  readonly name: string;
  link(): RedisLink | null;
  readonly clock: typeof systemClock;
  pass(ms: number): Promise<void>;
}

let redis: Awaited<ReturnType<typeof testRedis>>;
let link: RedisLink;
const fake = new FakeClock();

before(async () => {
  redis = await testRedis();
  link = await patientLink(redis.url);
});

after(async () => {
  await link.close();
  await redis.stop();
});

const ways: readonly Way[] = [
  {
    name: 'Redis',
    link: () => link,
    clock: systemClock,
    pass: (ms) => delay(ms),
  },
  { name: 'memory', link: () => null, clock: fake, pass: (ms) => fake.advance(ms) },
];

for (const way of ways) {
  const key = (): string => uniqueName('hub:test');

  describe(`claims by ${way.name}`, () => {
    const open = (keepMs = 60_000): ReturnType<typeof createClaims> =>
      createClaims(way.link(), { leaseMs: 60_000, keepMs, clock: way.clock });

    it('gives a confirmed claim back as done, with its result', async () => {
      const [claims, name] = [open(), key()];
      const first = await claims.claim(name);
      await claims.confirm(name, 'sent {"€":1}');
      assert.deepEqual(
        [first, await claims.claim(name)],
        [{ state: 'CLAIMED' }, { state: 'DONE', result: 'sent {"€":1}' }],
      );
    });

    it('lets the same process claim again what it released or never confirmed', async () => {
      const [claims, name] = [open(), key()];
      await claims.claim(name);
      const again = await claims.claim(name);
      await claims.release(name);
      assert.deepEqual(
        [again, await claims.claim(name)],
        [{ state: 'CLAIMED' }, { state: 'CLAIMED' }],
      );
    });

    it('keeps a result when it is released after it was confirmed', async () => {
      const [claims, name] = [open(), key()];
      await claims.claim(name);
      await claims.confirm(name, 'r');
      await claims.release(name);
      assert.deepEqual(await claims.claim(name), { state: 'DONE', result: 'r' });
    });

    it('forgets a result after its time', async () => {
      const [claims, name] = [open(40), key()];
      await claims.claim(name);
      await claims.confirm(name, 'r');
      await way.pass(50);
      assert.deepEqual(await claims.claim(name), { state: 'CLAIMED' });
    });
  });

  describe(`limiter by ${way.name}`, () => {
    // A process counts by its own clock, with Redis too.
    const limit = (
      calls: number,
      windowMs: number,
    ): { key: string; calls: number; windowMs: number } => ({ key: key(), calls, windowMs });
    const open = (): ReturnType<typeof createLimiter> =>
      createLimiter(way.link(), { clock: fake, holdMs: 60_000 });

    it('frees a slot one window after the answer, not after the call', async () => {
      const [limiter, one] = [open(), limit(1, 300)];
      const first = await limiter.take([one]);
      await fake.advance(320); // longer than the window, but not answered
      const second = await limiter.take([one]);
      await first.answered?.();
      const third = await limiter.take([one]);
      await fake.advance(third.waitMs);
      const fourth = await limiter.take([one]);
      assert.deepEqual(
        [first.waitMs, second.waitMs, third.waitMs, fourth.waitMs],
        [0, 300, 300, 0],
      );
    });

    it('takes a slot of every limit or of none', async () => {
      const [limiter, wide, narrow] = [open(), limit(2, 60_000), limit(1, 60_000)];
      await limiter.take([wide, narrow]);
      const refused = await limiter.take([wide, narrow]);
      const wideAlone = await limiter.take([wide]);
      assert.deepEqual([refused.answered, wideAlone.waitMs], [null, 0]);
    });

    it('says how long a closed limit stays closed', async () => {
      const [limiter, one, other] = [open(), limit(5, 100), limit(5, 100)];
      await limiter.close(one, 5_000);
      const { waitMs } = await limiter.take([other, one]);
      assert.equal(waitMs, 5_000);
    });

    it('holds back until enough calls are over when a limit was lowered', async () => {
      const [limiter, earlier] = [open(), limit(4, 60_000)];
      for (let call = 0; call < 4; call += 1) await (await limiter.take([earlier])).answered?.();
      assert.equal((await limiter.take([{ ...earlier, calls: 2 }])).answered, null);
    });
  });

  describe(`recent index by ${way.name}`, () => {
    const open = (keepMs = 60_000): ReturnType<typeof createRecentIndex> =>
      createRecentIndex(way.link(), { keepMs, fieldsMax: 3, clock: way.clock });

    it('lists the newest first, each field once, and only so many', async () => {
      const [index, name] = [open(), key()];
      for (const [at, field] of ['a', 'b', 'c', 'a', 'd'].entries())
        await index.put(name, field, `${field}-value`, at);
      assert.deepEqual(await index.list(name), ['d-value', 'a-value', 'c-value']);
    });

    it('keeps what is newer when something old comes again', async () => {
      const [index, name] = [open(), key()];
      await index.put(name, 'a', 'new', 2_000);
      await index.put(name, 'b', 'between', 1_500);
      await index.put(name, 'a', 'old', 1_000);
      assert.deepEqual(await index.list(name), ['new', 'between']);
    });

    it('forgets a removed field', async () => {
      const [index, name] = [open(), key()];
      await index.put(name, 'a', '1', 1);
      await index.put(name, 'b', '2', 2);
      await index.remove(name, 'a');
      assert.deepEqual(await index.list(name), ['2']);
    });

    it('forgets all fields after their time', async () => {
      const [index, name] = [open(40), key()];
      await index.put(name, 'a', '1', 1);
      await index.put(name, 'b', '2', 2);
      await way.pass(50);
      assert.deepEqual(await index.list(name), []);
    });

    it('refuses a value that is no small one', async () => {
      await assert.rejects(open().put(key(), 'a', 'x'.repeat(70_000), 1), {
        code: 'REDIS_VALUE_SIZE',
      });
    });
  });

  describe(`latest state by ${way.name}`, () => {
    const open = (): ReturnType<typeof createLatestState> =>
      createLatestState(way.link(), { keepMs: 60_000, clock: way.clock });

    it('goes up only', async () => {
      const [states, name] = [open(), key()];
      const offers = [
        await states.offer(name, 1, 'one'),
        await states.offer(name, 3, 'three'),
        await states.offer(name, 2, 'two'),
      ];
      assert.deepEqual(
        offers.map(({ rank, value }) => [rank, value]),
        [
          [1, 'one'],
          [3, 'three'],
          [3, 'three'],
        ],
      );
    });

    it('doubts what is shown when an earlier state is offered again that was overtaken while it was being shown', async () => {
      // Used to: the one who sent the earlier state died, or was refused its correction, and what he had sent stayed.
      const [states, name] = [open(), key()];
      await states.offer(name, 1, 'one');
      await states.applied(name, await states.offer(name, 2, 'two'));
      const again = await states.offer(name, 1, 'one');
      const shown = await states.applied(name, again);
      const third = await states.offer(name, 1, 'one');
      assert.deepEqual(
        [again, shown, third],
        [
          { rank: 2, value: 'two', applied: false, doubts: 1 },
          { rank: 2, value: 'two', applied: true, doubts: 1 },
          { rank: 2, value: 'two', applied: true, doubts: 1 },
        ],
      );
    });

    it('has no doubt about an earlier state that was known to be shown before the further one came', async () => {
      const [states, name] = [open(), key()];
      await states.applied(name, await states.offer(name, 1, 'one'));
      await states.applied(name, await states.offer(name, 2, 'two'));
      const again = await states.offer(name, 1, 'one');
      assert.deepEqual(again, { rank: 2, value: 'two', applied: true, doubts: 0 });
    });

    it('does not believe that a state is shown whose showing began before a doubt (it did, and a late update stayed)', async () => {
      const [states, name] = [open(), key()];
      const one = await states.offer(name, 1, 'one');
      const two = await states.offer(name, 2, 'two');
      await states.applied(name, one);
      const { applied, doubts } = await states.applied(name, two);
      assert.deepEqual([applied, doubts], [false, 1]);
    });

    it('tells what stands without changing it', async () => {
      const [states, name] = [open(), key()];
      const before = await states.current(name);
      await states.offer(name, 1_795_362_289_583, 'a time');
      const { rank, value } = await states.current(name);
      assert.deepEqual([before.rank, rank, value], [-1, 1_795_362_289_583, 'a time']);
    });

    it('tells who showed an earlier state that a later one waits, though that was shown meanwhile', async () => {
      const [states, name] = [open(), key()];
      const one = await states.offer(name, 1, 'one');
      await states.applied(name, await states.offer(name, 2, 'two'));
      const afterOne = await states.applied(name, one);
      const afterTwo = await states.applied(name, afterOne);
      assert.deepEqual(
        [afterOne, afterTwo],
        [
          { rank: 2, value: 'two', applied: false, doubts: 1 },
          { rank: 2, value: 'two', applied: true, doubts: 1 },
        ],
      );
    });
  });
}

describe('claims of two processes', () => {
  it('hold each other back until the lease ends', async () => {
    const claimsFor = (leaseMs: number): ReturnType<typeof createClaims> =>
      createClaims(link, { leaseMs, keepMs: 60_000 });
    const [long, short] = [uniqueName('hub:test'), uniqueName('hub:test')];
    const theirs = claimsFor(60_000);
    await claimsFor(60_000).claim(long);
    const held = await theirs.claim(long);
    assert.ok(held.state === 'TAKEN' && held.leftMs > 0 && held.leftMs <= 60_000);
    await claimsFor(60).claim(short);
    await eventually(async () => (await theirs.claim(short)).state === 'CLAIMED');
  });
});
