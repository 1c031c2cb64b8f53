import { timeText, type NotifierTenant } from './tenant.js';

type Local = Pick<NotifierTenant, 'timeZone' | 'bundling'>;

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
/** What could not be told by then waits for the next digest, and wakes nobody at night. */
const lateMs = 30 * minuteMs;

/** When the next digest of a tenant is told. */
export function nextDigest(now: number, tenant: Local): number {
  const { digestAt, digestEveryMs } = tenant.bundling;
  if (digestEveryMs !== null) return now - (now % digestEveryMs) + digestEveryMs;
  return Math.min(...digestAt.map((time) => nextAt(now, minutesOf(time), tenant)));
}

/** Whether a digest is told now: at its time, or a little later when something was in the way. */
export function isDigestTime(now: number, tenant: Local): boolean {
  return tenant.bundling.digestEveryMs !== null || nextDigest(now - lateMs, tenant) <= now;
}

function nextAt(now: number, minutes: number, tenant: Local): number {
  const wait = (minutes - localMinutes(now, tenant) + dayMinutes) % dayMinutes;
  const at = now - (now % minuteMs) + (wait === 0 ? dayMinutes : wait) * minuteMs;
  // The clock on the wall may have been put forward or back meanwhile.
  const off =
    ((localMinutes(at, tenant) - minutes + dayMinutes * 1.5) % dayMinutes) - dayMinutes / 2;
  return at - off * minuteMs;
}

function localMinutes(at: number, { timeZone }: Local): number {
  return minutesOf(timeText(at, { timeZone }).slice(-5));
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
