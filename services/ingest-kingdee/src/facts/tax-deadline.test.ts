import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { dayOf, isoDay } from './domain/local-day.js';
import { taxDeadline } from './domain/tax-deadline.js';
import { calendarOf, coversYear, statutoryHolidays } from './statutory-holidays.js';

const calendar = statutoryHolidays(() => undefined);
const [firstDay, lastDay] = [dayOf(2023, 1, 1), dayOf(2027, 1, 1)];
const monthly = { name: '增值税', every: 'month', day: 15 } as const;

/**
 * The deadlines of taxes filed within 15 days, month by month, as the State Taxation Administration announced them:
 * 税总办征科函〔2022〕245号 for 2023, the notice of December 2023 for 2024, 〔2024〕71号 for 2025, 〔2025〕64号 for 2026.
 */
const announced: Readonly<Record<number, readonly string[]>> = {
  2023: '01-16 02-15 03-15 04-17 05-18 06-15 07-17 08-15 09-15 10-23 11-15 12-15'.split(' '),
  2024: '01-15 02-23 03-15 04-18 05-22 06-19 07-15 08-15 09-18 10-24 11-15 12-16'.split(' '),
  2025: '01-15 02-20 03-17 04-18 05-22 06-16 07-15 08-15 09-15 10-27 11-17 12-15'.split(' '),
  2026: '01-20 02-24 03-16 04-20 05-22 06-15 07-15 08-17 09-15 10-26 11-16 12-15'.split(' '),
};

function deadlinesOf(year: number): readonly string[] {
  return Array.from({ length: 12 }, (_, index) =>
    isoDay(taxDeadline(monthly, year, index + 1, calendar) ?? 0).slice(5),
  );
}

describe('the deadline of a tax', () => {
  for (const [year, wanted] of Object.entries(announced)) {
    it(`is in ${year} on the days that were announced`, () => {
      assert.deepEqual(deadlinesOf(Number(year)), wanted);
    });
  }

  // Used to be on another day in nearly every month where the machine's clock is west of Greenwich.
  for (const TZ of ['America/Los_Angeles', 'Pacific/Kiritimati', 'Pacific/Niue']) {
    it(`is the same on a machine in ${TZ}`, () => {
      const module = new URL('statutory-holidays.js', import.meta.url).href;
      const program = `
        const { coversYear, statutoryHolidays } = await import(${JSON.stringify(module)});
        const { isWorkday } = statutoryHolidays(() => undefined);
        const days = Array.from({ length: ${String(lastDay - firstDay)} }, (_, n) => ${String(firstDay)} + n);
        console.log(JSON.stringify([coversYear(2026), coversYear(2045), days.map(isWorkday)]));`;
      const args = ['--input-type=module', '--eval', program];
      const env = { ...process.env, TZ };
      assert.deepEqual(JSON.parse(execFileSync(process.execPath, args, { env }).toString()), [
        true,
        false,
        Array.from({ length: lastDay - firstDay }, (_, n) => calendar.isWorkday(firstDay + n)),
      ]);
    });
  }

  it('exists for a quarterly tax in the first month of a quarter, for a yearly one in its month', () => {
    const months = Array.from({ length: 12 }, (_, index) => index + 1);
    const filed = (every: 'quarter' | 'year'): number[] =>
      months.filter(
        (month) =>
          taxDeadline({ name: '企业所得税', every, day: 15, month: 5 }, 2026, month, calendar) !==
          null,
      );
    assert.deepEqual(filed('quarter'), [1, 4, 7, 10]);
    assert.deepEqual(filed('year'), [5]);
  });

  it('of a yearly tax moves off days off at its end, and is not extended by holidays on the way', () => {
    const yearly = { name: '汇算清缴', every: 'year', day: 31, month: 5 } as const;
    // 31 May 2026 is a Sunday; the five days off from 1 May do not count.
    assert.equal(isoDay(taxDeadline(yearly, 2026, 5, calendar) ?? 0), '2026-06-01');
    // The Dragon Boat Festival of 2025 lasted from 31 May to 2 June.
    assert.equal(isoDay(taxDeadline(yearly, 2025, 5, calendar) ?? 0), '2025-06-03');
  });

  it('on the 31st of a short month is its last day', () => {
    const last = { name: '附加税', every: 'month', day: 31 } as const;
    const none = calendarOf('none', calendar);
    assert.equal(isoDay(taxDeadline(last, 2026, 2, none) ?? 0), '2026-02-28');
  });

  it('moves off weekends only where no statutory holidays are kept', () => {
    const weekends = calendarOf('weekends', calendar);
    assert.equal(isoDay(taxDeadline(monthly, 2026, 5, weekends) ?? 0), '2026-05-15');
    assert.equal(isoDay(taxDeadline(monthly, 2026, 8, weekends) ?? 0), '2026-08-17');
  });
});

describe('the statutory holidays', () => {
  it('know days off and days worked in their stead', () => {
    const days = [
      [2026, 2, 14],
      [2026, 2, 15],
      [2026, 10, 1],
      [2026, 11, 20],
    ] as const;
    assert.deepEqual(
      days.map(([year, month, day]) => calendar.isWorkday(dayOf(year, month, day))),
      [true, false, false, true],
    );
  });

  it('say once when a year is not known, and count weekends then', () => {
    const unknown: number[] = [];
    const asked = statutoryHolidays((year) => unknown.push(year));
    const days = [dayOf(2045, 10, 2), dayOf(2045, 10, 7), dayOf(2045, 10, 8)];
    assert.deepEqual(
      days.map((day) => asked.isWorkday(day)),
      [true, false, false],
    );
    assert.deepEqual(unknown, [2045]);
    assert.deepEqual([coversYear(2026), coversYear(2045)], [true, false]);
  });
});
