import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '@hub/testkit';
import fc from 'fast-check';
import { LowWaterMark } from './low-water-mark.js';

describe('LowWaterMark', () => {
  it('names nothing to commit before the first event is settled', () => {
    const mark = new LowWaterMark();
    mark.add(1);
    const second = mark.add(2);
    mark.settle(second);
    assert.equal(mark.mark, null);
    assert.equal(mark.window, 2);
  });

  it('commits the offset after the last, and the end of the batch for its last', () => {
    const mark = new LowWaterMark();
    const slots = [mark.add(11), mark.add(20)];
    mark.settle(slots[0]!);
    assert.equal(mark.mark, 11);
    mark.settle(slots[1]!);
    assert.equal(mark.mark, 20);
  });

  it('bears being told twice', () => {
    const mark = new LowWaterMark();
    const slots = [mark.add(1), mark.add(2)];
    mark.settle(slots[0]!);
    mark.settle(slots[0]!);
    assert.equal(mark.mark, 1);
  });

  it('is always the end of the longest settled beginning, in whatever order events settle', () => {
    const order = fc
      .integer({ min: 1, max: 300 })
      .chain((size) => fc.shuffledSubarray([...Array(size).keys()], { minLength: size }));
    fc.assert(
      fc.property(order, (settling) => {
        const mark = new LowWaterMark();
        // Holes as compaction leaves them: every event ends seven offsets after the one before.
        const slots = settling.map((_, index) => mark.add((index + 1) * 7));
        const settled = new Set<number>();
        for (const index of settling) {
          mark.settle(slots[index]!);
          settled.add(index);
          let beginning = 0;
          while (settled.has(beginning)) beginning += 1;
          assert.equal(mark.mark, beginning === 0 ? null : beginning * 7);
          assert.equal(mark.window, settling.length - beginning);
        }
      }),
      seeded('low-water mark'),
    );
  });

  it('forgets what is settled, and keeps counting right over many thousands', () => {
    const mark = new LowWaterMark();
    for (let n = 1; n <= 50_000; n += 1) {
      const slot = mark.add(n);
      if (n % 1_000 !== 1) mark.settle(slot);
      if (n % 1_000 === 0) mark.settle(slot - 999);
    }
    assert.equal(mark.mark, 50_000);
    assert.equal(mark.window, 0);
  });
});
