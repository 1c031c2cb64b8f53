import days from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { dateOf, dayOf, isoDay, isWeekend, type Day } from './domain/local-day.js';
import type { Calendar } from './domain/tax-deadline.js';

/**
 * By ISO day. The functions of the package are not asked: they count in the zone of the machine, and west of Greenwich
 * every day is the one before.
 */
const holidays: Readonly<Record<string, string>> = days.holidays;
const workedInstead: Readonly<Record<string, string>> = days.workdays;

/** Whose days off move a deadline. */
export type CalendarName = 'cn' | 'weekends' | 'none';

/**
 * Working days of mainland China: weekends, statutory holidays and the days worked in their stead, from the package
 * chinese-days, which is brought up to date when the State Council names the days of the next year, usually in November.
 *
 * Beyond the years of its data only weekends count; `onUnknownYear` is then told once a year, because a deadline that
 * falls into such a year may be later than the hub says.
 */
export function statutoryHolidays(onUnknownYear: (year: number) => void): Calendar {
  const known = new Map<number, boolean>();
  return {
    isWorkday: (day) => {
      const { year } = dateOf(day);
      let covered = known.get(year);
      if (covered === undefined) {
        covered = coversYear(year);
        known.set(year, covered);
        if (!covered) onUnknownYear(year);
      }
      return covered ? isWorked(day) : !isWeekend(day);
    },
  };
}

/** Whether the data reach a year: its first day is then a holiday. */
export function coversYear(year: number): boolean {
  return isoDay(dayOf(year, 1, 1)) in holidays;
}

function isWorked(day: Day): boolean {
  const date = isoDay(day);
  return date in workedInstead || (!isWeekend(day) && !(date in holidays));
}

export function calendarOf(name: CalendarName, statutory: Calendar): Calendar {
  switch (name) {
    case 'cn':
      return statutory;
    case 'weekends':
      return { isWorkday: (day: Day) => !isWeekend(day) };
    case 'none':
      return { isWorkday: () => true };
  }
}
