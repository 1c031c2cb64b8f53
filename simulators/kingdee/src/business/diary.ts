import type { Random } from './random.js';
import type { WorkCalendar } from './work-calendar.js';

/** Something to be done on a day; `at` is the moment, UTC milliseconds. */
export type Act = (day: number, at: number) => void;

const openingMs = 8.6 * 3_600_000;
const hoursMs = 9 * 3_600_000;

/**
 * What is to be done when, in the order of time: bills get their ids and numbers in the order in which they were
 * written, whatever chain they belong to. What falls beyond the last day has not happened yet.
 */
export class Diary {
  readonly calendar: WorkCalendar;
  /** The first day that is not generated: today. */
  readonly end: number;
  readonly #pages = new Map<number, Act[]>();
  /** The last day whose page is closed: nothing more can be planned for it. */
  #closed = -1;

  constructor(calendar: WorkCalendar, end: number) {
    this.calendar = calendar;
    this.end = end;
  }

  /** Plans an act for a day, or for the first workday after it that is still open. */
  plan(day: number, act: Act): void {
    const on = this.calendar.workdayFrom(Math.max(day, this.#closed + 1));
    if (on >= this.end) return;
    const page = this.#pages.get(on) ?? [];
    this.#pages.set(on, page);
    page.push(act);
  }

  /** Lives through all days. `open` plans what begins on a workday. */
  run(random: Random, open: (day: number) => void): void {
    for (let day = 0; day < this.end; day += 1) {
      if (this.calendar.isWorkday(day)) open(day);
      const page = this.#pages.get(day) ?? [];
      this.#pages.delete(day);
      this.#closed = day;
      const stepMs = hoursMs / Math.max(page.length, 1);
      for (const [index, act] of page.entries()) {
        act(day, this.calendar.midnight(day) + openingMs + (index + random.next()) * stepMs);
      }
    }
  }
}
