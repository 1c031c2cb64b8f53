import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeClock } from '@hub/testkit';
import { Pace } from './pace.js';

describe('the pace of calls', () => {
  it('lets no more begin in any second than allowed, first come, first served', async () => {
    const clock = new FakeClock();
    const pace = new Pace(3, clock);
    const began: (readonly [number, number])[] = [];
    const from = clock.monotonic();
    const turns = Array.from({ length: 8 }, async (_, index) => {
      await pace.turn();
      began.push([index, clock.monotonic() - from]);
    });
    for (let second = 0; second < 3; second += 1) {
      await Promise.resolve();
      await clock.advance(1_000);
    }
    await Promise.all(turns);
    assert.deepEqual(began, [
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 1_000],
      [4, 1_000],
      [5, 1_000],
      [6, 2_000],
      [7, 2_000],
    ]);
  });
});
