import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Consumed } from './contender.js';
import { Counter } from './contender.js';

describe('the counter of a contender', () => {
  const count = (adds: readonly [number, number][]): Consumed[] => {
    const reports: Consumed[] = [];
    const counter = new Counter({ events: 10, warmUp: 4 }, (consumed) => reports.push(consumed));
    for (const [events, bytes] of adds) counter.add(events, bytes);
    return reports;
  };

  it('reports once the whole log is through, and times what came after the warm-up', () => {
    const [consumed] = count([
      [3, 300],
      [2, 200],
      [5, 505],
    ]);
    const { events, bytes, timedEvents } = consumed ?? {};
    assert.deepEqual({ events, bytes, timedEvents }, { events: 10, bytes: 1005, timedEvents: 5 });
  });

  it('says nothing while an event is missing', () => {
    assert.deepEqual(
      count([
        [4, 4],
        [5, 5],
      ]),
      [],
    );
  });
});
