import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dayOf, isWeekend, startOf } from './local-day.js';
import { taxFilings, type Filing } from './tax-facts.js';

const zone = 'Asia/Shanghai';
const weekends = { isWorkday: (day: number): boolean => !isWeekend(day) };

/** What a clock that moves from day to day makes of the value-added tax. */
function told(from: number, days: number, watchedSince = 0): string[] {
  const memory = new Map<string, readonly string[]>();
  const all: string[] = [];
  for (let day = from; day < from + days; day += 1) {
    for (const filing of filingsAt(day, memory, watchedSince)) {
      memory.set(filing.documentId, filing.facts);
      if (filing.fact !== null) all.push(`${filing.documentId} ${filing.fact.version}`);
    }
  }
  return all;
}

function filingsAt(
  day: number,
  memory: ReadonlyMap<string, readonly string[]>,
  watchedSince: number,
): Filing[] {
  return taxFilings({
    rule: { name: '增值税', every: 'month', day: 15, days: [3, 1] },
    known: (id) => memory.get(id) ?? [],
    calendar: weekends,
    now: startOf(day, zone) + 9 * 3_600_000,
    timeZone: zone,
    watchedSince,
  });
}

describe('the filing of a tax', () => {
  it('is announced twice a month, before the day that the calendar makes of it', () => {
    assert.deepEqual(told(dayOf(2026, 10, 1), 61), [
      '增值税/2026-10 filing:3@2026-10-15',
      '增值税/2026-10 filing:1@2026-10-15',
      // 15 November is a Sunday.
      '增值税/2026-11 filing:3@2026-11-16',
      '增值税/2026-11 filing:1@2026-11-16',
    ]);
  });

  it('names the last day, and counts the days that are left', () => {
    const [filing] = filingsAt(dayOf(2026, 11, 14), new Map(), 0).filter(({ fact }) => fact);
    assert.equal(filing?.due, startOf(dayOf(2026, 11, 16), zone));
    assert.equal(filing.fact?.figures['daysLeft']?.value.toFixed(), '2');
    assert.equal(filing.period, '2026-11');
  });

  it('is not announced when its day is over', () => {
    assert.deepEqual(told(dayOf(2026, 10, 16), 10), []);
  });

  it('is announced across the end of the year', () => {
    const rule = { name: '个税', every: 'month', day: 2, days: [5] } as const;
    const at = (now: number): string[] =>
      taxFilings({
        rule,
        known: () => [],
        calendar: weekends,
        now,
        timeZone: zone,
        watchedSince: 0,
      }).flatMap(({ fact }) => (fact === null ? [] : [fact.version]));
    // 2 January 2027 is a Saturday.
    assert.deepEqual(at(startOf(dayOf(2026, 12, 30), zone)), ['filing:5@2027-01-04']);
  });
});
