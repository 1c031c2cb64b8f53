import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arrivals } from './arrivals.js';

describe('commands on their way', () => {
  const twoSent = (): Arrivals => {
    const arrivals = new Arrivals();
    arrivals.expect('a', 100);
    arrivals.expect('b', 110);
    arrivals.readable('a', 103);
    arrivals.readable('b', 114);
    return arrivals;
  };

  it('take as long as from the time they were due, or readable, to the first request', () => {
    const arrivals = twoSent();
    arrivals.arrived('b', 130);
    arrivals.arrived('a', 112);
    arrivals.requireOnce();
    assert.deepEqual(
      [arrivals.sinceDue(), arrivals.sinceReadable()],
      [
        [12, 20],
        [9, 16],
      ],
    );
  });

  it('are open until they arrive; strangers do not count', () => {
    const arrivals = twoSent();
    arrivals.arrived('stranger', 111);
    arrivals.arrived('a', 112);
    assert.equal(arrivals.open, 1);
  });

  it('that never arrive make the outputs differ', () => {
    const arrivals = twoSent();
    arrivals.arrived('a', 112);
    assert.throws(() => {
      arrivals.requireOnce();
    }, /of 2 commands 1 never reached DingTalk and 0 came more than once/);
  });

  it('that arrive twice make the outputs differ', () => {
    const arrivals = twoSent();
    for (const id of ['a', 'b', 'b']) arrivals.arrived(id, 120);
    assert.throws(() => {
      arrivals.requireOnce();
    }, /of 2 commands 0 never reached DingTalk and 1 came more than once/);
  });
});
