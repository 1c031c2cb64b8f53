import type { Comparison } from '../polling/record-store.js';
import { localTime } from './read-time.js';

/** How a moment is compared with a field that is coarser than a millisecond. */
export interface Compared {
  readonly utcMs: number;
  readonly is: Comparison;
}

/**
 * A moment in the numbers of a field that counts. Rounded so that the comparison holds for the same records as one of
 * moments: cut off, "before the millisecond behind this second" would leave out the second itself.
 *
 * @param isWhole true when the field holds no fractions
 */
export function countedTime(
  { utcMs, is }: Compared,
  unit: 'milliseconds' | 'seconds',
  isWhole: boolean,
): string {
  if (unit === 'milliseconds') return String(utcMs);
  if (!isWhole) return (utcMs / 1000).toFixed(3);
  return String(isFromAbove(is) ? Math.ceil(utcMs / 1000) : Math.floor(utcMs / 1000));
}

/** The same for a field that holds a day, which stands for its midnight in the zone. */
export function comparedDay({ utcMs, is }: Compared, timeZone: string): string {
  const [day = '', time] = localTime(utcMs, timeZone).split('T');
  if (!isFromAbove(is) || time === '00:00:00.000') return day;
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function isFromAbove(is: Comparison): boolean {
  return is === 'ge' || is === 'lt';
}
