import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Decimal } from '@hub/core';
import { seeded } from '@hub/testkit';
import {
  judgeLevel,
  levelStateOf,
  levelVersion,
  neverSeen,
  type LevelRule,
  type LevelState,
} from './level-state.js';

const rule: LevelRule = { recover: new Decimal('1.1'), hold: 2 };

/** The events of a level that is read again and again; null stands for a limit that is gone. */
function told(values: readonly (number | null)[], of: LevelRule = rule, limit = '100'): string[] {
  const events: string[] = [];
  let state: LevelState = neverSeen;
  let against = 0;
  for (const value of values) {
    const judged = judgeLevel(
      state,
      against,
      {
        value: new Decimal(String(value ?? 0)),
        limit: value === null ? null : new Decimal(limit),
      },
      of,
    );
    if (judged.crossed !== null) events.push(`${judged.crossed} ${levelVersion(judged.state)}`);
    ({ state, against } = judged);
  }
  return events;
}

describe('a level', () => {
  it('falls below its limit when two readings in a row say so', () => {
    assert.deepEqual(told([120, 99, 99, 99]), ['BELOW_LIMIT below:1']);
    assert.deepEqual(told([120, 99, 100, 99, 100]), []);
  });

  it('is at its limit, not below it', () => {
    assert.deepEqual(told([100, 100, 100]), []);
  });

  it('is back only above the border of recovery', () => {
    assert.deepEqual(told([90, 90, 109.99, 109.99, 109.99]), ['BELOW_LIMIT below:1']);
    assert.deepEqual(told([90, 90, 110, 110]), ['BELOW_LIMIT below:1', 'WITHIN_LIMIT within:2']);
  });

  it('that wavers around its limit is told once', () => {
    const wavering = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 99 : 101));
    assert.deepEqual(told([99, 99, ...wavering]), ['BELOW_LIMIT below:1']);
  });

  it('is within when its limit is taken away', () => {
    assert.deepEqual(told([90, 90, null, null]), ['BELOW_LIMIT below:1', 'WITHIN_LIMIT within:2']);
  });

  it('with a limit below zero comes back at the limit', () => {
    assert.deepEqual(told([-101, -101, -100, -100], rule, '-100'), [
      'BELOW_LIMIT below:1',
      'WITHIN_LIMIT within:2',
    ]);
  });

  it('is remembered by the version of its last event', () => {
    const state = { below: true, crossings: 7 };
    assert.deepEqual(levelStateOf(levelVersion(state)), state);
    assert.deepEqual(levelStateOf('1794968493000.n1'), neverSeen);
  });

  it('alternates, and its state is that of the readings that held', () => {
    const walks = fc.record({
      steps: fc.array(fc.integer({ min: -15, max: 15 }), { maxLength: 200 }),
      hold: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(walks, ({ steps, hold }) => {
        const values: number[] = [];
        steps.reduce((value, step) => {
          values.push(value + step);
          return value + step;
        }, 105);
        const events = told(values, { ...rule, hold });
        assert.deepEqual(events, oracle(values, hold));
        assert.ok(events.every((event, index) => event.startsWith('BELOW') === (index % 2 === 0)));
      }),
      seeded('levels'),
    );
  });
});

/** Another way to say the same: the state flips at the end of every window of `hold` readings beyond the other border. */
function oracle(values: readonly number[], hold: number): string[] {
  const events: string[] = [];
  let since = 0;
  for (let end = 1; end <= values.length; end += 1) {
    const window = values.slice(Math.max(since, end - hold), end);
    const below = events.length % 2 === 1;
    const all = below ? window.every((one) => one >= 110) : window.every((one) => one < 100);
    if (window.length < hold || !all) continue;
    const count = String(events.length + 1);
    events.push(below ? `WITHIN_LIMIT within:${count}` : `BELOW_LIMIT below:${count}`);
    since = end;
  }
  return events;
}
