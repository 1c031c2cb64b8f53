import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seeded } from '@hub/testkit';
import { RangeQueue, type Range } from './range-queue.js';

const from = { modifiedAt: 1_000_000, afterId: null };
const to = 2_000_000;

describe('ranges of a backfill', () => {
  it('cover the time without a gap, four for each reader', () => {
    const queue = new RangeQueue(from, to, 2);
    const ranges = Array.from({ length: 8 }, () => queue.take());
    assert.deepEqual(
      ranges.map((range) => [range?.at.modifiedAt, range?.end]),
      Array.from({ length: 8 }, (_, index) => [
        1_000_000 + index * 125_000,
        1_125_000 + index * 125_000,
      ]),
    );
  });

  it('give whoever has nothing left the later half of the longest', () => {
    const queue = new RangeQueue(from, from.modifiedAt + 16_000, 2);
    const all = Array.from({ length: 8 }, () => queue.take());
    assert.equal(queue.take(), null);
    for (const range of all.slice(1)) if (range !== null) queue.passed(range, null);
    const long = new RangeQueue(from, to, 1);
    const [first, ...others] = Array.from({ length: 4 }, () => long.take());
    for (const range of others) if (range !== null) long.passed(range, null);
    const stolen = long.take();
    assert.deepEqual([stolen?.at.modifiedAt, stolen?.end], [1_125_000, 1_250_000]);
    assert.equal(first?.end, 1_125_000);
  });

  it('are not halved for what comes with the page on its way, which used to be asked for in ever smaller pieces', () => {
    const queue = new RangeQueue(from, to, 1);
    const [first, ...others] = Array.from({ length: 4 }, () => queue.take());
    for (const range of others) if (range !== null) queue.passed(range, null);
    assert.ok(first);
    // Two more such pages go to the end.
    queue.reached(first, { modifiedAt: 1_100_000, documentId: '17' });
    assert.equal(queue.take(), null);
    assert.equal(queue.isOver, false);
    // But more changed there later on: behind the page on its way there are ten more of its kind.
    queue.reached(first, { modifiedAt: 1_112_000, documentId: '18' });
    const stolen = queue.take();
    assert.deepEqual([stolen?.at.modifiedAt, stolen?.end], [1_187_000, 1_250_000]);
    for (const range of [first, stolen]) if (range !== null) queue.passed(range, null);
    assert.equal(queue.isOver, true);
  });

  it('know where to go on: before everything that is not dealt with', () => {
    const queue = new RangeQueue(from, to, 1);
    const [first, second] = [queue.take(), queue.take()];
    assert.ok(first !== null && second !== null);
    queue.passed(second, null);
    queue.passed(first, { modifiedAt: 1_100_000, documentId: '17' });
    assert.deepEqual(queue.lowWater, { modifiedAt: 1_100_000, documentId: '17' });
    queue.passed(first, { modifiedAt: 1_250_000, documentId: '18' });
    assert.deepEqual(queue.lowWater, { modifiedAt: 1_500_000, documentId: '0' });
  });

  it('are read whole, however unevenly, by however many', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 999_999 }), { maxLength: 300 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 5 }), fc.nat(), (times, readers, chance) => {
        const rows = times
          .map((ms, index) => ({ modifiedAt: from.modifiedAt + ms, documentId: String(index) }))
          .toSorted(
            (a, b) => a.modifiedAt - b.modifiedAt || (a.documentId < b.documentId ? -1 : 1),
          );
        const queue = new RangeQueue(from, to, readers);
        const seen: string[] = [];
        const running: Range[] = [];
        for (let turn = chance; ; turn += 7) {
          if (running.length < readers) {
            const range = queue.take();
            if (range !== null) running.push(range);
            else if (running.length === 0) break;
          }
          const range = running[turn % running.length];
          if (range === undefined) continue;
          const { at, end } = range;
          const page = rows
            .filter(
              ({ modifiedAt, documentId }) =>
                modifiedAt < end &&
                (modifiedAt > at.modifiedAt ||
                  (modifiedAt === at.modifiedAt &&
                    (at.afterId === null || documentId > at.afterId))),
            )
            .slice(0, 5);
          seen.push(...page.map(({ documentId }) => documentId));
          queue.reached(range, page.length < 5 ? null : (page.at(-1) ?? null));
          queue.passed(range, page.length < 5 ? null : (page.at(-1) ?? null));
          if (queue.isDone(range)) running.splice(running.indexOf(range), 1);
        }
        assert.deepEqual(seen.toSorted(), rows.map(({ documentId }) => documentId).toSorted());
        assert.deepEqual(queue.lowWater, { modifiedAt: to, documentId: '0' });
      }),
      seeded('ranges'),
    );
  });
});
