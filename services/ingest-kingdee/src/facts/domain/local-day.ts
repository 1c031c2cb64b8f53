/** A calendar day as its number since 1970-01-01; days are counted without zones or hours. */
export type Day = number;

const dayMs = 24 * 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** The day that a wall calendar in this zone shows at a moment. */
export function dayAt(moment: number, timeZone: string): Day {
  return Math.floor(wallTime(moment, timeZone) / dayMs);
}

/** The moment at which a day begins in this zone, UTC milliseconds. */
export function startOf(day: Day, timeZone: string): number {
  const wall = day * dayMs;
  // The offset is asked for at a moment that may lie beyond a change of it, hence twice.
  const near = wall - (wallTime(wall, timeZone) - wall);
  return near - (wallTime(near, timeZone) - wall);
}

export function dayOf(year: number, month: number, day: number): Day {
  return Date.UTC(year, month - 1, day) / dayMs;
}

export interface CalendarDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
}

export function dateOf(day: Day): CalendarDate {
  const date = new Date(day * dayMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** As `2026-11-02`. */
export function isoDay(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Saturday or Sunday. */
export function isWeekend(day: Day): boolean {
  // Day 0 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** What a clock on the wall shows, written as if it were UTC. */
function wallTime(moment: number, timeZone: string): number {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const seconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return seconds + (((moment % 1_000) + 1_000) % 1_000);
}

/** Formats are dear to make, and there are few zones. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, made);
  return made;
}
