import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  budgetOf,
  ChangeRate,
  intervalMaxMs,
  intervalMinMs,
  intervalsOf,
  joinsAfter,
  type FormPace,
} from './pace.js';

const limits = { meanMs: 10_000, callsPerTurn: 2, callsPerSecond: 0 };

/** Rates of many forms as they are in practice: the busiest has 15 % of all changes, the others ever fewer. */
function zipf(forms: number, rate: number): FormPace[] {
  const weights = Array.from({ length: forms }, (_, index) => (index + 1) ** -0.7);
  const sum = weights.reduce((all, one) => all + one, 0);
  return weights.map((weight) => ({ rate: (rate * weight) / sum, calls: 1 }));
}

/** Calls per second that such intervals lead to, when forms join turns as early as they may. */
function callsOf(
  paces: readonly FormPace[],
  intervals: readonly number[],
  perTurn: number,
): number {
  const readings = intervals.reduce(
    (sum, interval, index) => sum + (paces[index]?.calls ?? 1) / interval,
    0,
  );
  return (1_000 * (readings + perTurn / Math.min(...intervals))) / joinsAfter;
}

describe('intervalsOf', () => {
  const days: readonly (readonly [string, number, number, number])[] = [
    ['the mean of the reference day, 360 000 changes', 360_000 / 86_400, 0.5, 1],
    ['its peak hour', 16, 0.35, 2],
    ['the peak hour of the month’s end', 61, 0.05, 2],
    ['its peak minute', 300, 0.05, 2],
  ];
  for (const [what, rate, callsPerChange, calls] of days) {
    it(`keeps to ${String(callsPerChange)} calls per change on ${what}`, () => {
      const paces = zipf(30, rate).map((pace) => ({ ...pace, calls }));
      const intervals = intervalsOf(paces, { ...limits, callsPerSecond: 0.5 });
      const spent = (callsOf(paces, intervals, 2) + 0.5) / rate;
      assert.ok(spent <= callsPerChange, `${spent.toFixed(3)} calls per change`);
      assert.ok(intervals.every((one) => one >= intervalMinMs && one <= intervalMaxMs));
    });
  }

  it('asks busy forms more often, in proportion to the root of their rates', () => {
    const [busy = 0, quiet = 0] = intervalsOf(
      [
        { rate: 4, calls: 1 },
        { rate: 1, calls: 1 },
      ],
      limits,
    );
    assert.ok(Math.abs(quiet / busy - 2) < 1e-6, String([busy, quiet]));
  });

  it('asks no other form more often because of one job, which used to make all of them due every few seconds', () => {
    const people = zipf(29, 61).map((pace) => ({ ...pace, calls: 2 }));
    const [ofJob = 0, ...others] = intervalsOf([{ rate: 2_000, calls: 2 }, ...people], limits);
    assert.ok(Math.min(...others) > 20_000, String(others));
    assert.ok(ofJob < 5_000, String(ofJob));
  });

  it('has no shorter mean wait with the same calls at any other intervals', () => {
    const paces = zipf(12, 8);
    const intervals = intervalsOf(paces, { ...limits, callsPerTurn: 0 });
    const waitOf = (of: readonly number[]): number =>
      of.reduce((sum, interval, index) => sum + interval * (paces[index]?.rate ?? 0), 0);
    for (let form = 1; form < paces.length; form += 1) {
      // A little more for one form and as many calls less for the first.
      const changed = [...intervals];
      const slower = (intervals[form] ?? 0) * 1.02;
      changed[form] = slower;
      const freed = 1 / (intervals[form] ?? 1) - 1 / slower;
      changed[0] = 1 / (1 / (intervals[0] ?? 1) + freed);
      assert.ok(waitOf(changed) >= waitOf(intervals) - 1e-6, `form ${String(form)}`);
    }
  });

  it('reads a small account about as often as its tenant wants, though little changes', () => {
    const intervals = intervalsOf(zipf(2, 0.01), limits);
    assert.ok(Math.max(...intervals) <= 15_000, String(intervals));
  });

  it('never lets a form wait longer than half a minute, however many there are', () => {
    const intervals = intervalsOf(zipf(200, 0.001), limits);
    assert.equal(Math.max(...intervals), intervalMaxMs);
  });

  it('does not know a form without changes from one with few', () => {
    const [one = 0, other = 0] = intervalsOf(
      [
        { rate: 5, calls: 1 },
        { rate: 0, calls: 1 },
      ],
      limits,
    );
    assert.ok(one < other && other <= intervalMaxMs);
  });
});

describe('budgetOf', () => {
  it('grows with what changes between its bounds', () => {
    const budgets = [0, 5, 20, 1_000].map((rate) => budgetOf(30, rate, limits));
    assert.deepEqual(
      budgets.map((one) => Number(one.toFixed(2))),
      [1, 1.5, 2.31, 32],
    );
  });
});

describe('ChangeRate', () => {
  it('follows what happens and forgets it', () => {
    const rate = new ChangeRate();
    for (let reading = 0; reading < 60; reading += 1) rate.note(20, 10_000);
    assert.ok(Math.abs(rate.perSecond - 2) < 0.02);
    rate.note(0, 120_000);
    assert.ok(rate.perSecond < 0.75);
    rate.note(5, 0);
    assert.ok(rate.perSecond < 0.75, 'no time, no rate');
  });
});
