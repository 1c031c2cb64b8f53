import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  forecastOf,
  monthAt,
  planFor,
  treatmentAt,
  type Forecast,
  type QuotaLevel,
} from '../index.js';

const quota = 5_000;
const at = (text: string): number => Date.parse(text);

describe('the month of an organisation', () => {
  it('turns at its own midnight', () => {
    const now = at('2026-11-30T16:30:00Z');
    assert.deepEqual(
      ['Asia/Shanghai', 'UTC', 'America/New_York'].map((zone) => {
        const { name, today, endsAt } = monthAt(now, zone);
        return [name, today, new Date(endsAt).toISOString()];
      }),
      [
        ['2026-12', 1, '2026-12-31T16:00:00.000Z'],
        ['2026-11', 30, '2026-12-01T00:00:00.000Z'],
        ['2026-11', 30, '2026-12-01T05:00:00.000Z'],
      ],
    );
  });

  it('weighs working days, and days off by a calendar that knows them', () => {
    const weights = monthAt(at('2026-10-08T00:00:00Z'), 'Asia/Shanghai', (date) =>
      date <= '2026-10-07' ? 0 : 1,
    ).weights;
    assert.deepEqual([weights.length, weights.slice(5, 9)], [31, [0, 0, 1, 1]]);
  });
});

describe('the forecast', () => {
  /** Noon of a day of November 2026, which begins on a Sunday and has 21 working days. */
  const noon = (day: number): number => at(`2026-11-${String(day).padStart(2, '0')}T04:00:00Z`);
  const use = (days: readonly number[]): Parameters<typeof forecastOf>[0] => ({
    days,
    essential: 0,
    certain: true,
  });
  const endOf = (days: readonly number[], day: number): number =>
    Math.round(forecastOf(use(days), monthAt(noon(day), 'Asia/Shanghai'), quota).atMonthEnd);

  it('follows working days: what is sent from Monday to Friday is not expected of a weekend', () => {
    const days = Array.from({ length: 15 }, (_, index) =>
      index % 7 === 0 || index % 7 === 6 ? 40 : 200,
    );
    const month = Array.from({ length: 30 }, (_, index) =>
      index % 7 === 0 || index % 7 === 6 ? 40 : 200,
    );
    const expected = month.reduce((sum, count) => sum + count, 0);
    const forecast = endOf([...days.slice(0, 14), 20], 15);
    assert.ok(
      Math.abs(forecast / expected - 1) < 0.05,
      `${String(forecast)} of ${String(expected)}`,
    );
  });

  it('of a month without a day to go by is one that fits', () => {
    const first = endOf([], 1);
    assert.ok(first > quota * 0.6 && first <= quota * 0.9, String(first));
  });

  it('sees within a week that a changed rule sends more', () => {
    const calm = Array.from({ length: 10 }, () => 50);
    const loud = Array.from({ length: 6 }, () => 500);
    assert.ok(endOf([...calm, ...loud], 16) > 1.4 * quota);
  });

  it('is what was used when the month is over', () => {
    const month = monthAt(at('2026-11-30T15:59:59.999Z'), 'Asia/Shanghai');
    const { used, atMonthEnd } = forecastOf(use([1, 2, 3]), month, quota);
    assert.ok(used === 6 && atMonthEnd - used < 0.1, String(atMonthEnd));
  });
});

describe('the plan', () => {
  const forecast = (used: number, atMonthEnd: number, essentialToCome = 0): Forecast => ({
    ...{ used, atMonthEnd, essentialToCome, certain: true },
  });
  const levelOf = (of: Forecast, before?: QuotaLevel): QuotaLevel =>
    planFor(of, quota, before).level;

  it('goes from normal to merged, to digests, to deferring as the forecast grows', () => {
    const levels = [3_000, 4_600, 6_000, 8_000].map((end) => levelOf(forecast(1_000, end)));
    assert.deepEqual(levels, ['NORMAL', 'MERGE', 'DIGEST', 'DEFER']);
  });

  it('leaves a level later than it was entered', () => {
    const ends = [4_600, 4_400, 3_700, 3_500, 4_400];
    let level: QuotaLevel = 'NORMAL';
    const levels = ends.map((end) => (level = levelOf(forecast(1_000, end), level)));
    assert.deepEqual(levels, ['MERGE', 'MERGE', 'MERGE', 'NORMAL', 'NORMAL']);
  });

  it('keeps what approvals need until the month ends, and defers the rest', () => {
    const plan = planFor(forecast(4_300, 4_900, 500), quota);
    assert.deepEqual([plan.level, plan.reserve, plan.left], ['DEFER', 750, 700]);
  });

  it('lets everything go out on the last evening of a month that fits', () => {
    assert.equal(levelOf(forecast(4_400, 4_410)), 'NORMAL');
  });

  it('leaves the calls of the last evening to approvals, however little is expected of it', () => {
    // Used to: the reserve shrank with the forecast, so a burst of notices took the last calls, and the approvals
    // behind it waited for the next month.
    const evening = monthAt(at('2026-11-30T10:00:00Z'), 'Asia/Shanghai');
    const before = Array.from({ length: 29 }, () => 155);
    let today = 150;
    const goesOut = (essential: boolean): boolean => {
      const use = { days: [...before, today], essential: 1_500, certain: true };
      const { level, left } = planFor(forecastOf(use, evening, quota), quota);
      const goes = treatmentAt(level, essential) !== 'DEFER' && left > 0;
      if (goes) today += 1;
      return goes;
    };
    const notices = Array.from({ length: 500 }, () => goesOut(false)).filter(Boolean).length;
    const approvals = Array.from({ length: 240 }, () => goesOut(true)).filter(Boolean).length;
    assert.deepEqual([notices, approvals], [105, 240]);
  });

  it('defers when the quota is used up, and when there is none', () => {
    assert.deepEqual(
      [levelOf(forecast(5_000, 5_000)), planFor(forecast(0, 0), 0).level],
      ['DEFER', 'DEFER'],
    );
  });

  it('never touches what is essential', () => {
    const levels: readonly QuotaLevel[] = ['NORMAL', 'MERGE', 'DIGEST', 'DEFER'];
    assert.deepEqual(
      levels.map((level) => [treatmentAt(level, true), treatmentAt(level, false)]),
      [
        ['SEND', 'SEND'],
        ['SEND', 'MERGE'],
        ['SEND', 'DIGEST'],
        ['SEND', 'DEFER'],
      ],
    );
  });
});
