export const dayMs = 86_400_000;

/** The server stands in China: its local time has no summer time. */
const offsetMs = 8 * 3_600_000;

const pattern =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** How the part of a second is printed: without trailing zeros, always in three digits, or not at all. */
export type Milliseconds = 'trimmed' | 'three' | 'none';

/** UTC milliseconds as the server prints them: local and without zone. */
export function printLocal(ms: number, milliseconds: Milliseconds = 'trimmed'): string {
  const text = new Date(ms + offsetMs).toISOString();
  const seconds = text.slice(0, 19);
  if (milliseconds === 'none') return seconds;
  const fraction = text.slice(20, 23);
  const shown = milliseconds === 'three' ? fraction : fraction.replace(/0+$/, '');
  return shown === '' ? seconds : `${seconds}.${shown}`;
}

/** Reads a date or a time as people and clients write it; undefined when it is neither. */
export function parseLocal(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const part = (at: number): number => Number(match.at(at) ?? 0);
  const fraction = Number((match.at(7) ?? '').padEnd(3, '0').slice(0, 3));
  const utc = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6), fraction);
  const fits = new Date(utc).getUTCMonth() === part(2) - 1 && part(4) < 24 && part(5) < 60;
  return fits ? utc - zoneMs(match.at(8)) : undefined;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined) return offsetMs;
  if (zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.replaceAll(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}

/** Midnight, server time, of the day that holds `ms`. */
export function startOfDay(ms: number): number {
  return Math.floor((ms + offsetMs) / dayMs) * dayMs - offsetMs;
}

/** The database keeps times in steps of 1/300 s, so milliseconds end in 0, 3 or 7. */
export function toDatabaseTime(ms: number): number {
  const second = Math.floor(ms / 1000) * 1000;
  return second + Math.round((Math.round(((ms - second) * 300) / 1000) * 1000) / 300);
}
