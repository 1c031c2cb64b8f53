import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forgetOver, stuckFact } from './stuck-fact.js';

const hour = 3_600_000;
const since = Date.UTC(2026, 10, 2, 1);

function asked(
  hours: number,
  known: readonly string[] = [],
  node = 'n1',
): ReturnType<typeof stuckFact> {
  return stuckFact({
    hours: [24, 72],
    node: { node, since },
    moment: { known, now: since + hours * hour, timeZone: 'Asia/Shanghai', watchedSince: since },
  });
}

describe('an approval that is stuck', () => {
  it('is told after 24 hours and after 72, once each', () => {
    assert.equal(asked(23.99).fact, null);
    const first = asked(24.5);
    assert.equal(first.fact?.version, 'stuck:24@n1');
    assert.equal(first.fact.figures['hoursWaiting']?.value.toFixed(), '24');
    assert.equal(asked(71, first.facts).fact, null);
    assert.equal(asked(72, first.facts).fact?.version, 'stuck:72@n1');
    assert.equal(asked(90, asked(72, first.facts).facts).fact, null);
  });

  it('is told for each step of the workflow by itself', () => {
    const first = asked(30, ['overdue:1@2026-10-01']);
    const second = asked(30, first.facts, 'n2');
    assert.equal(second.fact?.version, 'stuck:24@n2');
    assert.deepEqual(second.facts.toSorted(), [
      'overdue:1@2026-10-01',
      'stuck:24@n1',
      'stuck:24@n2',
    ]);
    assert.equal(asked(31, second.facts).fact, null);
  });

  it('is forgotten with its step', () => {
    const known = ['stuck:24@n1', 'stuck:24@n2', 'due:1@2026-10-01'];
    assert.deepEqual(forgetOver(known, new Set(['n2'])), ['stuck:24@n2', 'due:1@2026-10-01']);
  });
});
