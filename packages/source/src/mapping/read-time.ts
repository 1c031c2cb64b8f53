/** Times beyond this are no times of documents: 2200-01-01. */
const latestMs = Date.UTC(2200, 0, 1);
const earliestMs = Date.UTC(1900, 0, 1);

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const compact = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})(?:\.(\d{1,12}))?)?$/;

export interface TimeReading {
  /** Of times that carry none: an IANA name. */
  readonly timeZone: string;
  readonly numericTimes: 'milliseconds' | 'seconds';
}

/**
 * Reads a time as UTC milliseconds: ISO 8601 with or without zone, a date alone (its midnight in the zone), SAP's
 * `20261102` and `20261102093000`, or a number. What is finer than a millisecond is cut off.
 *
 * @returns null when it is no time between 1900 and 2200
 */
export function readTime(value: string | number, reading: TimeReading): number | null {
  if (typeof value === 'number') {
    return bounded(reading.numericTimes === 'seconds' ? value * 1000 : value);
  }
  const text = value.trim();
  const parts = iso.exec(text) ?? compact.exec(text);
  if (parts === null) {
    return counted(text, reading);
  }
  const local = localMs(parts);
  if (local === null) return null;
  const zone = parts[8];
  return bounded(
    zone === undefined ? toUtc(local, reading.timeZone) : local - offsetOf(zone) * 60_000,
  );
}

/** A number, which as a text may have digits behind its point. */
function counted(text: string, { numericTimes }: TimeReading): number | null {
  const [, whole = '', fraction = ''] = /^(-?\d{9,14})(?:\.(\d{1,12}))?$/.exec(text) ?? [];
  if (whole === '') return null;
  if (numericTimes === 'milliseconds') return bounded(Number(whole));
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return bounded(Number(whole) * 1000 + (whole.startsWith('-') ? -ms : ms));
}

/** The moment as the zone's clocks show it, without zone: `2026-11-02T09:00:00.000`. */
export function localTime(utcMs: number, timeZone: string): string {
  return new Date(utcMs + offsetMs(utcMs, timeZone)).toISOString().slice(0, -1);
}

function localMs(parts: RegExpExecArray): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number((part as string | undefined) ?? 0));
  const fraction = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  // Date.UTC turns 31 February into March; such a date is no date.
  const read = new Date(local);
  return read.getUTCMonth() === month - 1 && read.getUTCDate() === day ? local : null;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Of the two moments that a clock put back shows alike, the first is taken. */
function toUtc(localAsUtc: number, timeZone: string): number {
  const before = localAsUtc - offsetMs(localAsUtc - 86_400_000, timeZone);
  if (before + offsetMs(before, timeZone) === localAsUtc) return before;
  return localAsUtc - offsetMs(localAsUtc, timeZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMs(utcMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(utcMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
}

function bounded(utcMs: number): number | null {
  return Number.isFinite(utcMs) && utcMs >= earliestMs && utcMs < latestMs
    ? Math.floor(utcMs)
    : null;
}
