import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { testRedis, uniqueName } from '@hub/testkit';
import { createLimiter, type RedisLink } from '../index.js';
import { patientLink } from '../testing/patient-link.js';

const limit = { calls: 20, windowMs: 200 };
/** Four full windows; a fifth of what may be called in the time that they are given. */
const callsWanted = 4 * limit.calls;
const tick = { everyMs: 10, most: 400 };

describe('createLimiter', () => {
  let redis: Awaited<ReturnType<typeof testRedis>>;
  let links: RedisLink[];

  before(async () => {
    redis = await testRedis();
    links = await Promise.all([0, 1].map(() => patientLink(redis.url)));
  });

  after(async () => {
    for (const link of links) await link.close();
    await redis.stop();
  });

  it('lets no window at the far end see more calls than allowed, from two processes over a jittery way', async () => {
    const key = uniqueName('hub:test:limit');
    const arrivals: number[] = [];
    let travels = 0;
    const travelMs = (): number => 1 + (((travels += 1) * 7_919) % 30);
    // Time in which this process runs: on a busy machine it stands still for seconds.
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), tick.everyMs);
    // Ten callers a process, always busy; each call travels 1–30 ms there and as long back.
    const caller = async (link: RedisLink): Promise<void> => {
      const limiter = createLimiter(link);
      while (arrivals.length < callsWanted && ticks < tick.most) {
        const leave = await limiter.take([{ key, ...limit }]);
        if (leave.answered === null) {
          await delay(leave.waitMs);
          continue;
        }
        await delay(travelMs());
        arrivals.push(performance.now());
        await delay(travelMs());
        await leave.answered();
      }
    };
    await Promise.all(links.flatMap((link) => Array.from({ length: 10 }, () => caller(link))));
    clearInterval(ticking);

    arrivals.sort((a, b) => a - b);
    const fullest = Math.max(
      ...arrivals.map(
        (from) => arrivals.filter((at) => at >= from && at < from + limit.windowMs).length,
      ),
    );
    assert.ok(fullest <= limit.calls, `${String(fullest)} calls in one window`);
    assert.ok(
      arrivals.length >= callsWanted,
      `only ${String(arrivals.length)} calls in ${String(ticks)} ticks: it should use what it may`,
    );
  });
});
