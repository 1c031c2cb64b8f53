const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?$/;

/**
 * Reads a time as the ERP prints it, in the local time of its server and without zone
 * (`2026-03-01T09:30:00.3`, trailing zeros of the fraction cut off), as UTC milliseconds.
 *
 * @returns null when the text is no such time
 */
export function fromServerTime(text: string, utcOffsetMinutes: number): number | null {
  const parts = pattern.exec(text.trim());
  if (parts === null) return null;

  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number((part as string | undefined) ?? 0));
  const fraction = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  const local = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  // Date.UTC turns 31 February into March; such a date is no date.
  if (day > 28 && new Date(local).getUTCMonth() !== month - 1) return null;
  return local - utcOffsetMinutes * 60_000;
}

/** Prints UTC milliseconds as the ERP's local time, to the millisecond: `2026-03-01T09:30:00.300`. */
export function toServerTime(utcMs: number, utcOffsetMinutes: number): string {
  return new Date(utcMs + utcOffsetMinutes * 60_000).toISOString().slice(0, -1);
}
