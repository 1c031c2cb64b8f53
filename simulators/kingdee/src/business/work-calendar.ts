import { dayMs, startOfDay } from '../server-time.js';

/** Holidays that fall on the same days every year, as month-day. */
const fixedHolidays = new Set([
  '01-01',
  '05-01',
  '05-02',
  '05-03',
  ...['01', '02', '03', '04', '05', '06', '07'].map((day) => `10-${day}`),
]);

/** First day of the Chinese new year, from which a week is free. Other years have none here. */
const newYears = [
  '2022-02-01',
  '2023-01-22',
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
  '2030-02-03',
];

/** Days without business near enough to the truth for generated bills; nothing else may depend on it. */
export class WorkCalendar {
  readonly #first: number;
  readonly #workdays: boolean[] = [];

  /** @param firstDayMs any moment of day 0, UTC */
  constructor(firstDayMs: number) {
    this.#first = startOfDay(firstDayMs);
  }

  /** Midnight, server time, of a day counted from day 0. */
  midnight(day: number): number {
    return this.#first + day * dayMs;
  }

  /** `2026-03-05`. */
  date(day: number): string {
    return new Date(this.midnight(day) + 8 * 3_600_000).toISOString().slice(0, 10);
  }

  isWorkday(day: number): boolean {
    this.#workdays[day] ??= this.#findWorkday(day);
    return this.#workdays[day];
  }

  #findWorkday(day: number): boolean {
    const date = this.date(day);
    const weekday = new Date(date).getUTCDay();
    if (weekday === 0 || weekday === 6 || fixedHolidays.has(date.slice(5))) return false;
    return !newYears.some((start) => {
      const since = (Date.parse(date) - Date.parse(start)) / dayMs;
      return since >= -1 && since < 7;
    });
  }

  /** The day itself, or the first workday after it. */
  workdayFrom(day: number): number {
    let at = day;
    while (!this.isWorkday(at)) at += 1;
    return at;
  }

  /** Invoices, payments and closings pile up in the last days of a month. */
  isMonthEnd(day: number): boolean {
    return this.date(day).slice(5, 7) !== this.date(day + 3).slice(5, 7);
  }
}
