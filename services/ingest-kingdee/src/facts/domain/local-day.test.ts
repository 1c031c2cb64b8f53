import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seeded } from '@hub/testkit';
import { dateOf, dayAt, dayOf, isoDay, isWeekend, startOf } from './local-day.js';

describe('a local day', () => {
  it('changes at the midnight of its own zone', () => {
    const midnight = Date.UTC(2026, 10, 1, 16);
    assert.deepEqual(
      [dayAt(midnight - 1, 'Asia/Shanghai'), dayAt(midnight, 'Asia/Shanghai')].map(isoDay),
      ['2026-11-01', '2026-11-02'],
    );
    assert.equal(isoDay(dayAt(midnight, 'UTC')), '2026-11-01');
    assert.equal(startOf(dayOf(2026, 11, 2), 'Asia/Shanghai'), midnight);
  });

  it('begins when the clock of a zone with summer time says so', () => {
    assert.equal(startOf(dayOf(2026, 3, 30), 'Europe/Berlin'), Date.UTC(2026, 2, 29, 22));
    assert.equal(startOf(dayOf(2026, 3, 29), 'Europe/Berlin'), Date.UTC(2026, 2, 28, 23));
  });

  it('knows its date and whether it is a weekend', () => {
    assert.deepEqual(dateOf(dayOf(2028, 2, 29)), { year: 2028, month: 2, day: 29 });
    const weekends = [20, 21, 22, 23].map((day) => isWeekend(dayOf(2026, 11, day)));
    assert.deepEqual(weekends, [false, true, true, false]);
    assert.equal(isWeekend(dayOf(1969, 12, 28)), true);
  });

  it('every moment lies in its day and in no other', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'Asia/Tokyo', 'America/New_York', 'UTC');
    const moments = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const day = dayAt(moment, zone);
        return startOf(day, zone) <= moment && moment < startOf(day + 1, zone);
      }),
      seeded('local days'),
    );
  });
});
