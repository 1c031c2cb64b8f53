/** The simulated servers stand in China: their local time has no summer time. */
const offsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;

const pattern =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** UTC milliseconds as local time to the second, e.g. `2026-03-01 09:30:00`. */
export function printLocalTime(ms: number, between: ' ' | 'T' = ' '): string {
  return new Date(ms + offsetMs).toISOString().slice(0, 19).replace('T', between);
}

/** UTC milliseconds as local day, e.g. `2026-03-01`. */
export function printLocalDay(ms: number): string {
  return printLocalTime(ms).slice(0, 10);
}

/** Reads a day or a time as clients write it; undefined when it is neither. */
export function readLocalTime(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const part = (at: number): number => Number(match.at(at) ?? 0);
  const fraction = Number((match.at(7) ?? '').padEnd(3, '0').slice(0, 3));
  const utc = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6), fraction);
  const fits = new Date(utc).getUTCMonth() === part(2) - 1 && part(4) < 24 && part(5) < 60;
  return fits ? utc - zoneMs(match.at(8)) : undefined;
}

/** Local midnight of the day that holds `ms`. */
export function localMidnight(ms: number): number {
  return Math.floor((ms + offsetMs) / dayMs) * dayMs - offsetMs;
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined) return offsetMs;
  if (zone.toUpperCase() === 'Z') return 0;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.replaceAll(/\D/g, '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
