import type { BillLinks } from './bill-link.js';
import type { Group } from './group.js';
import type { Words } from './words.js';

/** What rendering needs to know of a tenant. */
export interface Locale {
  /** Language tag, e.g. zh-CN. */
  readonly language: string;
  /** IANA name, e.g. Asia/Shanghai. */
  readonly timeZone: string;
  /** What is said in that language, with the tenant's own wording. */
  readonly words: Words;
  /** Where people open bills; absent when they are not to be given links. */
  readonly links?: BillLinks | undefined;
}

/** The calls that DingTalk's edition includes; tenants of one organisation share them. */
export interface Quota {
  readonly organisation: string;
  readonly monthlyCalls: number;
}

/** How messages are told together when calls are to be spared. */
interface Bundling {
  /** How long one waits for others. */
  readonly mergeMs: number;
  /** When digests are told, `17:30`. */
  readonly digestAt: readonly string[];
  /** So often instead, where a day is too long to wait for; null elsewhere. */
  readonly digestEveryMs: number | null;
}

/** What the notifier needs to know of a tenant. */
export interface NotifierTenant extends Locale {
  readonly id: string;
  /** Calls per second that DingTalk allows this tenant's application for one API. */
  readonly callsPerSecond: number;
  /** Null when nobody said how many calls a month there are. */
  readonly quota: Quota | null;
  readonly bundling: Bundling;
  /** The groups that may be told, by their names in rules. */
  readonly groups: ReadonlyMap<string, Group>;
  /** The key that buttons are signed with now. */
  readonly capabilityKey: Buffer;
}

/** `2026-11-22` in the tenant's time zone. */
export function dateText(atMs: number, { timeZone }: Locale): string {
  return formatOf(dates, timeZone, { dateStyle: 'short' }).format(atMs);
}

/** `2026-11-22 09:30` in the tenant's time zone. */
export function timeText(atMs: number, { timeZone }: Pick<Locale, 'timeZone'>): string {
  return formatOf(times, timeZone, { dateStyle: 'short', timeStyle: 'short' }).format(atMs);
}

/** Making a format costs far more than using it, and there are as many as there are time zones of tenants. */
const dates = new Map<string, Intl.DateTimeFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

function formatOf(
  known: Map<string, Intl.DateTimeFormat>,
  timeZone: string,
  style: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const format = known.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...style });
  known.set(timeZone, format);
  return format;
}
