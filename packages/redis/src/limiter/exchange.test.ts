import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { seeded, testRedis, uniqueName } from '@hub/testkit';
import type { RedisLink } from '../index.js';
import { patientLink } from '../testing/patient-link.js';
import { exchange, type Answer, type Offer, type Process } from './exchange.js';

/** What Redis keeps of a limit. */
interface State {
  readonly pool: readonly (readonly [at: number, count: number, whose: string])[];
  readonly leases: Readonly<Record<string, readonly [count: number, till: number]>>;
}

interface Party {
  readonly id: string;
  epoch: number;
  held: number;
}

/** Chance from a seed: linear congruential, good enough to choose steps by. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

describe('the exchange of slots', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let link: RedisLink;

  before(async () => {
    redis = await testRedis();
    // A database of its own, because here everything is forgotten that the limits of others rest on.
    link = await patientLink(new URL('/7', redis.url).href);
  });

  beforeEach(() => link.run((commands) => commands.flushdb()));

  after(async () => {
    await link.close();
    await redis.stop();
  });

  const say = async (
    party: Pick<Party, 'id' | 'epoch'>,
    offer: Partial<Offer> & Pick<Offer, 'limit'>,
    times: Partial<Process> = {},
  ): Promise<Answer & { readonly epoch: number }> => {
    const process = { id: party.id, epoch: party.epoch, leaseMs: 60_000, holdMs: 1_000, ...times };
    const whole = { held: 0, back: [], want: 0, alone: false, ...offer };
    const { answers, epoch } = await exchange(link, process, [whole]);
    const [answer] = answers;
    assert.ok(answer !== undefined);
    return { ...answer, epoch };
  };

  const slotsOf = async (key: string): Promise<{ sum: number; entries: number }> => {
    const text = await link.run((commands) => commands.get(`${key}:slots`));
    const { pool, leases } = JSON.parse(text ?? '{"pool":[],"leases":{}}') as State;
    const [pooled, leased] = [Object.values(pool), Object.values(leases)];
    const sum = [...pooled.map(([, count]) => count), ...leased.map(([count]) => count)];
    return { sum: sum.reduce((all, count) => all + count, 0), entries: pooled.length };
  };

  it('neither makes nor loses a slot, whatever is said, lost, late or forgotten', async () => {
    const { seed } = seeded('exchange');
    const chance = chanceOf(seed);
    const upTo = (most: number): number => Math.floor(chance() * (most + 1));
    const limit = { key: uniqueName('hub:test:limit'), calls: 20, windowMs: 30 };
    const parties: Party[] = ['a', 'b', 'c'].map((id) => ({ id, epoch: 0, held: 0 }));
    for (let step = 0; step < 600; step += 1) {
      const party = parties[upTo(2)];
      assert.ok(party !== undefined);
      if (chance() < 0.02) await link.run((commands) => commands.del('hub:limit:epoch'));
      if (chance() < 0.02) await link.run((commands) => commands.del(`${limit.key}:slots`));
      const gives = upTo(party.held);
      const said = party.held - gives + (chance() < 0.05 ? upTo(30) : 0);
      const back = gives === 0 ? [] : [[gives, upTo(40)] as const];
      const alone = chance() < 0.05;
      const offer = { limit, held: said, back, want: upTo(20), alone };
      // Leases that run out between two steps, and such that do not.
      const told = await say(party, offer, { leaseMs: 1 + upTo(20), holdMs: 5 });
      const { sum, entries } = await slotsOf(limit.key);
      assert.equal(sum, limit.calls, `step ${String(step)}`);
      assert.ok(entries <= 110 && told.granted <= limit.calls, `step ${String(step)}`);
      party.epoch = told.epoch;
      // One answer in twenty is not heard; what was granted with it comes back to the pool.
      party.held = said + (chance() < 0.05 ? 0 : told.granted - told.lost);
    }
  });

  it('gives a limit that was raised at once, and shares out one that was lowered', async () => {
    const wide = { key: uniqueName('hub:test:limit'), calls: 40, windowMs: 1_000 };
    const [a, b] = [
      { id: 'a', epoch: 0 },
      { id: 'b', epoch: 0 },
    ];
    const first = await say(a, { limit: wide, want: 30 });
    const second = await say(b, { limit: wide, want: 10 });
    const narrow = { ...wide, calls: 20 };
    const [cutA, cutB] = [
      await say(a, { limit: narrow, held: 30 }),
      await say(b, { limit: narrow, held: 10 }),
    ];
    const raised = await say(b, { limit: { ...wide, calls: 25 }, held: 10, want: 10 });
    assert.deepEqual(
      [first.granted, second.granted, cutA.lost, cutB.lost, raised.granted],
      [30, 10, 20, 0, 5],
    );
  });

  it('gives the slots of a lease that ran out back to its owner until others took them', async () => {
    const limit = { key: uniqueName('hub:test:limit'), calls: 20, windowMs: 60_000 };
    const [a, b] = [
      { id: 'a', epoch: 0 },
      { id: 'b', epoch: 0 },
    ];
    await say(a, { limit, want: 15 }, { leaseMs: 1 });
    let other = await say(b, { limit, want: 20 });
    // The lease of a millisecond ends before this round trip is the hundredth one.
    for (let more = 0; more < 100; more += 1) other = await say(b, { limit, held: 5, want: 15 });
    const back = await say(a, { limit, held: 15 });
    assert.deepEqual([other.granted, back.lost], [0, 0]);
  });

  it('gives a slot that was given back when it is free, not earlier', async () => {
    const limit = { key: uniqueName('hub:test:limit'), calls: 1, windowMs: 60_000 };
    await say({ id: 'a', epoch: 0 }, { limit, want: 1 });
    const before = performance.now();
    await say({ id: 'a', epoch: 0 }, { limit, back: [[1, 30_000]] });
    const { granted, nextMs } = await say({ id: 'b', epoch: 0 }, { limit, want: 1 });
    const passedMs = performance.now() - before;
    assert.equal(granted, 0);
    // Redis counts whole milliseconds, and times of this limit in steps of 60.
    assert.ok(
      nextMs >= 29_998 - passedMs && nextMs <= 30_060,
      `${String(nextMs)} after ${String(passedMs)}`,
    );
  });

  it('lets processes say what they hold when Redis forgot, and lets the rest be for a while', async () => {
    const limit = { key: uniqueName('hub:test:limit'), calls: 20, windowMs: 60_000 };
    const [a, b] = [
      { id: 'a', epoch: 0 },
      { id: 'b', epoch: 0 },
    ];
    a.epoch = (await say(a, { limit, want: 10 })).epoch;
    b.epoch = (await say(b, { limit, want: 5 })).epoch;
    await link.run((commands) => commands.del('hub:limit:epoch', `${limit.key}:slots`));
    const [mine, theirs] = [
      await say(a, { limit, held: 10, want: 10 }),
      await say(b, { limit, held: 5, want: 5 }),
    ];
    assert.deepEqual(
      [mine.lost, mine.granted, theirs.lost, theirs.granted, mine.nextMs > 3_000],
      [0, 0, 0, 0, true],
    );
  });

  it('believes nothing that a restarted Redis remembers', async () => {
    const limit = { key: uniqueName('hub:test:limit'), calls: 20, windowMs: 1_000 };
    const a = { id: 'a', epoch: 0 };
    a.epoch = (await say(a, { limit, want: 1 })).epoch;
    const stored = (await link.run((commands) => commands.get('hub:limit:epoch'))) ?? '';
    // An epoch of the moment that comes: a restart within one millisecond used to be taken for no restart.
    const soon = String(a.epoch + 3_600_000);
    const stale = stored.replace(/^\w+:\d+/, `ofanotherrun:${soon}`);
    const state = (await link.run((commands) => commands.get(`${limit.key}:slots`))) ?? '';
    const slots = JSON.stringify({ ...(JSON.parse(state) as object), epoch: Number(soon) });
    await link.run((commands) => commands.set('hub:limit:epoch', stale));
    await link.run((commands) => commands.set(`${limit.key}:slots`, slots));
    a.epoch = Number(soon);
    // The state says that one slot is leased; in truth five were.
    const { lost, granted, epoch } = await say(a, { limit, held: 5, want: 10 });
    assert.deepEqual([lost, granted, epoch > a.epoch], [0, 0, true]);
  });
});
