import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  const options = { firstMs: 500, maxMs: 60_000 };

  it('doubles up to its cap', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((attempt) => backoffMs(attempt, options, 1));
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('never waits less than half its cap, so that a fault is not hammered', () => {
    assert.equal(backoffMs(3, options, 0), 1000);
  });

  it('stays at its cap after very many attempts', () => {
    assert.equal(backoffMs(10_000, options, 1), 60_000);
  });
});
