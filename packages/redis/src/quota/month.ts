/** A calendar month where an organisation is at home. */
export interface Month {
  /** `2026-11` */
  readonly name: string;
  /** Today in it, 1 to 31. */
  readonly today: number;
  /** How much of today is over, 0 to 1. */
  readonly todayOver: number;
  /** Weight of each day: what is sent on it beside what is sent on a working day. */
  readonly weights: readonly number[];
  /** When the month ends, in milliseconds since 1970. */
  readonly endsAt: number;
}

/** Weight of a day, `2026-11-22`; a calendar with holidays knows better than the days of the week. */
export type DayWeight = (date: string) => number;

const dayMs = 86_400_000;
/** Systems go on at weekends, people do not. */
const weekendWeight = 0.2;

/** Monday to Friday count, weekends a little. */
export const weekdays: DayWeight = (date) => {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6 ? weekendWeight : 1;
};

/** The month that it is now in a time zone, an IANA name. */
export function monthAt(now: number, timeZone: string, weightOf: DayWeight = weekdays): Month {
  const local = localTime(now, timeZone);
  const at = new Date(local);
  const [year, month, today] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const name = at.toISOString().slice(0, 7);
  return {
    name,
    today,
    todayOver: (local % dayMs) / dayMs,
    weights: Array.from({ length: days }, (_, index) =>
      Math.max(0, weightOf(`${name}-${String(index + 1).padStart(2, '0')}`)),
    ),
    endsAt: instantOf(Date.UTC(year, month + 1, 1), timeZone),
  };
}

/** What the clock on the wall shows, read as if it were UTC. */
function localTime(now: number, timeZone: string): number {
  const shown = formatOf(timeZone).format(now);
  return Date.parse(`${shown.replace(' ', 'T')}Z`);
}

/** When the clock on the wall shows a time; of an hour that does not exist, the one after it. */
function instantOf(local: number, timeZone: string): number {
  const first = local - (localTime(local, timeZone) - local);
  return first - (localTime(first, timeZone) - local);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs far more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  formats.set(timeZone, format);
  return format;
}
