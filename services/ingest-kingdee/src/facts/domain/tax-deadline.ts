import { dateOf, dayOf, type Day } from './local-day.js';

export interface Calendar {
  isWorkday(day: Day): boolean;
}

/** A tax that is filed until a day of every month, of the first month of every quarter, or of one month of the year. */
export interface TaxRule {
  readonly name: string;
  readonly every: 'month' | 'quarter' | 'year';
  /** Last day of the month for filing before holidays are looked at. */
  readonly day: number;
  /** Month of filing of a yearly tax, from 1. */
  readonly month?: number | undefined;
}

/** Days off in a row that put off a deadline; fewer count only at its end. */
const longHolidayDays = 3;

/**
 * The last day for filing in the given month, after holidays; null when nothing is filed in that month.
 *
 * Article 109 of the implementing rules of the law on tax collection (税收征收管理法实施细则): a deadline on a day off moves to
 * the day after the days off; three or more days off in a row within the period move it by as many days. As the yearly
 * notices of the tax administration show, only days off inside the period count, and they are made up for by working days
 * behind the regular deadline: 1 to 5 May 2026 move 15 May to 22 May. A yearly tax has a period of months, which long
 * holidays do not extend.
 */
export function taxDeadline(
  rule: TaxRule,
  year: number,
  month: number,
  calendar: Calendar,
): Day | null {
  if (!isFiled(rule, month)) return null;
  const regular = lastDay(year, month, rule.day);
  const lost = rule.every === 'year' ? 0 : longHolidays(dayOf(year, month, 1), regular, calendar);
  if (lost === 0) return workdayFrom(regular, calendar);

  let day = regular;
  for (let left = lost; left > 0; left -= 1) day = workdayFrom(day + 1, calendar);
  return day;
}

/** The period of filing by name, e.g. 2026-11. */
export function filingPeriod(year: number, month: number): string {
  return `${String(year)}-${String(month).padStart(2, '0')}`;
}

function isFiled({ every, month: yearly }: TaxRule, month: number): boolean {
  switch (every) {
    case 'month':
      return true;
    case 'quarter':
      return month % 3 === 1;
    case 'year':
      return month === (yearly ?? 5);
  }
}

/** Days off of all runs of three or more, counted inside the period only. */
function longHolidays(from: Day, to: Day, calendar: Calendar): number {
  let total = 0;
  let run = 0;
  for (let day = from; day <= to + 1; day += 1) {
    if (day <= to && !calendar.isWorkday(day)) {
      run += 1;
      continue;
    }
    if (run >= longHolidayDays) total += run;
    run = 0;
  }
  return total;
}

/** No holiday is longer; a calendar that knows no working day must not hold up the hub. */
const searchDaysMax = 40;

function workdayFrom(day: Day, calendar: Calendar): Day {
  for (let ahead = 0; ahead < searchDaysMax; ahead += 1) {
    if (calendar.isWorkday(day + ahead)) return day + ahead;
  }
  return day;
}

/** The 31st of a short month is its last day. */
function lastDay(year: number, month: number, day: number): Day {
  const wanted = dayOf(year, month, day);
  return dateOf(wanted).month === month ? wanted : dayOf(year, month + 1, 1) - 1;
}
