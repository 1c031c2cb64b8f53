import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { FakeClock } from '@hub/testkit';
import { createLimiter, type RedisLink } from '../index.js';

const limit = { key: 'hub:test:limit', calls: 20, windowMs: 200 };
const [holdMs, leaseMs] = [300, 700];
/** Slots that this process has when Redis goes; its part, with two processes, is ten. */
const had = 4;

/** A Redis that gives some slots to the first who asks, says that there are two processes, and is away from then on. */
function goingAway(): RedisLink {
  let answers = 1;
  const run = (): Promise<unknown> => {
    answers -= 1;
    if (answers >= 0) return Promise.resolve([2, 1, [[had, 0, 0, 0, 0]]]);
    return Promise.reject(new HubError('REDIS_AWAY', 'away', { retryable: true }));
  };
  return { run } as unknown as RedisLink;
}

describe('a process that Redis left with less than its part', () => {
  // Used to begin one lease and one window after Redis went, when calls of the others could still be on their way.
  it('uses the rest once the leases of the others, their calls and one window are over', async () => {
    const clock = new FakeClock();
    const limiter = createLimiter(goingAway(), { clock, holdMs });
    const calls: number[] = [];
    const fullest = (): number =>
      calls.filter((at) => at > clock.monotonic() - limit.windowMs).length;
    while (fullest() <= had && clock.monotonic() < 10_000) {
      const { answered } = await limiter.take([limit]);
      if (answered === null) {
        await clock.advance(10);
        continue;
      }
      calls.push(clock.monotonic());
      await answered();
    }
    assert.ok(calls.length > had, 'it goes on without Redis');
    const over = leaseMs + holdMs + limit.windowMs;
    assert.ok(
      clock.monotonic() >= over && clock.monotonic() < over + 400,
      String(clock.monotonic()),
    );
  });
});
