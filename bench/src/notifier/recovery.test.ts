import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recoveredAfterS, refusedAfter } from './recovery.js';

describe('recovery', () => {
  it('begins with the first window after it that has its share', () => {
    const series = [10, 10, 2, 2, 2, 9, 9, 9].map((accepted) => [accepted, 0] as const);
    const wanted = { atMs: 200, perSecond: 100, share: 0.8, windowMs: 200 };
    assert.equal(recoveredAfterS({ series }, wanted), 0.3);
  });

  it('that never comes is no number of seconds', () => {
    const wanted = { atMs: 0, perSecond: 100, share: 0.8, windowMs: 200 };
    assert.equal(recoveredAfterS({ series: [[1, 0]] }, wanted), Infinity);
  });

  it('counts the windows in which calls were refused after it', () => {
    const series = [
      [5, 3],
      [5, 0],
      [5, 1],
      [5, 1],
      [5, 0],
    ] as const;
    assert.deepEqual(refusedAfter({ series }, 150, 1_000), { lastS: 0.25, windows: 1 });
  });
});
