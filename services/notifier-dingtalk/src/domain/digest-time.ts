import { timeText, type Locale } from './tenant.js';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** What could not be told by then waits for the next digest, and wakes nobody at night. */
const lateMs = 30 * minuteMs;

/**
 * When the next digest is told.
 *
 * @param times `09:00`, by the clock on the wall of the tenant
 */
export function nextDigest(now: number, times: readonly string[], locale: Locale): number {
  const next = times.map((time) => nextAt(now, minutesOf(time), locale));
  return Math.min(...next);
}

/** Whether a digest is told now: at its time, or a little later when something was in the way. */
export function isDigestTime(now: number, times: readonly string[], locale: Locale): boolean {
  return nextDigest(now - lateMs, times, locale) <= now;
}

function nextAt(now: number, minutes: number, locale: Locale): number {
  const thisMinute = now - (now % minuteMs);
  const wait = (minutes - localMinutes(now, locale) + dayMinutes) % dayMinutes;
  const at = thisMinute + (wait === 0 ? dayMinutes : wait) * minuteMs;
  // The clock may have been put forward or back meanwhile.
  const off =
    ((localMinutes(at, locale) - minutes + dayMinutes * 1.5) % dayMinutes) - dayMinutes / 2;
  return at - off * minuteMs;
}

function localMinutes(at: number, locale: Locale): number {
  return minutesOf(timeText(at, locale).slice(-5));
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
