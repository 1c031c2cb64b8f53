import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, percentile, rotated, spread } from './statistics.js';

describe('statistics', () => {
  it('the median of an even number of values lies between the two in the middle', () => {
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });

  it('the 99th percentile of 1 to 100 is just below the largest', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    assert.ok(Math.abs(percentile(values, 99) - 99.01) < 1e-9);
  });

  it('no values have no percentile', () => {
    assert.equal(percentile([], 50), Number.NaN);
  });

  it('the spread is the distance of the outermost rounds as a part of the median', () => {
    assert.equal(spread([90, 100, 120]), 0.3);
  });

  it('rounds that are all zero do not differ', () => {
    assert.equal(spread([0, 0]), 0);
  });
});

describe('the order of the contenders', () => {
  it('begins with another one each round and keeps all of them', () => {
    const orders = [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''));
    assert.deepEqual(orders, ['abc', 'bca', 'cab', 'abc']);
  });

  it('of nobody is empty', () => {
    assert.deepEqual(rotated([], 2), []);
  });
});
