import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { row, table } from './report.js';
import { median, percentile } from './statistics.js';

describe('statistics', () => {
  it('the median of an even number of values lies between the two in the middle', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it('the 99th percentile of 1 to 100 is just below the largest', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    assert.ok(Math.abs(percentile(values, 99) - 99.01) < 1e-9);
  });
});

describe('a row', () => {
  const goal = { says: '≥ 6x', holds: (_: number, ratio: number | null) => (ratio ?? 0) >= 6 };

  it('compares medians, so one bad round does not decide', () => {
    const ours = row('ours', 'events', '/s', [600, 610, 10], { with: [100, 100, 100], goal });
    assert.deepEqual([ours.median, ours.ratio, ours.met], [600, 6, true]);
  });

  it('says so when a goal is missed', () => {
    const ours = row('ours', 'events', '/s', [500], { with: [100], goal });
    assert.match(table([ours]), /NO$/);
  });
});
