import chineseDays from 'chinese-days';
import { dateOf, dayOf, isoDay, isWeekend, type Day } from './domain/local-day.js';
import type { Calendar } from './domain/tax-deadline.js';

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
      return covered ? chineseDays.isWorkday(isoDay(day)) : !isWeekend(day);
    },
  };
}

/** Whether the data reach a year: its first day is then a holiday by name, such as `New Year's Day,元旦,1`. */
export function coversYear(year: number): boolean {
  return chineseDays.getDayDetail(isoDay(dayOf(year, 1, 1))).name.includes(',');
}

export function calendarOf(name: CalendarName, holidays: Calendar): Calendar {
  switch (name) {
    case 'cn':
      return holidays;
    case 'weekends':
      return { isWorkday: (day: Day) => !isWeekend(day) };
    case 'none':
      return { isWorkday: () => true };
  }
}
