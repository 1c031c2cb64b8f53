import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SlidingLog } from './sliding-log.js';

const limit = { calls: 2, windowMs: 100, banMs: 0 };

describe('the sliding log', () => {
  it('accepts so many in any window, and does not count what it refuses', () => {
    const log = new SlidingLog();
    const verdicts = [0, 10, 20, 99, 100, 105, 110].map((at) => log.arrive(at, limit));
    assert.deepEqual(verdicts, [true, true, false, false, true, false, true]);
  });

  it('bans a key that passes the limit, once for each time', () => {
    const log = new SlidingLog();
    const banning = { ...limit, banMs: 500 };
    const verdicts = [0, 1, 2, 300, 501, 502].map((at) => log.arrive(at, banning));
    assert.deepEqual(
      [verdicts, log.count(banning).bans],
      [[true, true, false, false, false, true], 1],
    );
  });

  it('says how much of the limit was used, whether in bursts or evenly', () => {
    const [bursts, even] = [new SlidingLog(), new SlidingLog()];
    for (const at of [0, 0, 125, 125, 250, 250]) bursts.arrive(at, limit);
    for (const at of [0, 100, 200, 300]) even.arrive(at, limit);
    assert.deepEqual([bursts.count(limit).share, even.count(limit).share], [0.8, 0.5]);
  });
});
