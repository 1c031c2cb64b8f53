import type { OpenApi } from './open-api.js';
import { isFields, textOf } from './reply.js';

/** An entry in people's calendars. */
export interface CalendarEvent {
  /** Makes a repeat within a day the same entry. */
  readonly clientToken: string;
  /** Whose calendar it stands in; union ids, not user ids. */
  readonly organiserUnionId: string;
  readonly attendeeUnionIds: readonly string[];
  /** 2,048 characters at most. */
  readonly summary: string;
  /** 5,000 characters at most. */
  readonly description?: string | undefined;
  readonly when: CalendarSpan;
  /** Minutes before the beginning. */
  readonly remindMinutes?: number | undefined;
}

/** A whole day like 2026-10-05, or two times in UTC milliseconds. */
export type CalendarSpan =
  { readonly day: string } | { readonly from: number; readonly until: number };

/** What of an entry is to be otherwise. */
export type CalendarChange = Partial<Pick<CalendarEvent, 'summary' | 'description' | 'when'>>;

/** IANA name of the zone times are shown in. */
const timeZone = 'Asia/Shanghai';
const attendeesMax = 500;
const dayMs = 86_400_000;
/** Entries of one answer. */
const pageSize = 100;
/** Somebody with more entries on one day is a machine. */
const pagesMax = 10;

/** @returns DingTalk's id of the entry */
export async function createCalendarEvent(api: OpenApi, event: CalendarEvent): Promise<string> {
  const { organiserUnionId, attendeeUnionIds, summary, description, when, remindMinutes } = event;
  const body = {
    summary,
    ...(description === undefined ? {} : { description }),
    ...spanOf(when),
    attendees: attendeeUnionIds.slice(0, attendeesMax).map((id) => ({ id })),
    ...(remindMinutes === undefined
      ? {}
      : { reminders: [{ method: 'dingtalk', minutes: remindMinutes }] }),
  };
  const reply = await api.api('POST', eventsOf(organiserUnionId), body, {
    'x-client-token': event.clientToken,
  });
  return textOf(reply['id']);
}

export async function updateCalendarEvent(
  api: OpenApi,
  organiserUnionId: string,
  eventId: string,
  { when, ...texts }: CalendarChange,
): Promise<void> {
  const body = { ...texts, ...(when === undefined ? {} : spanOf(when)) };
  await api.api('PUT', `${eventsOf(organiserUnionId)}/${encodeURIComponent(eventId)}`, body);
}

/** The entry of a person on a day whose description holds a text; null when there is none. */
export async function findCalendarEvent(
  api: OpenApi,
  unionId: string,
  { day, mark }: { readonly day: string; readonly mark: string },
): Promise<string | null> {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // A day is wider than its date: begins and ends of it differ by zone.
  const span = {
    timeMin: new Date(midnight - dayMs).toISOString(),
    timeMax: new Date(midnight + 2 * dayMs).toISOString(),
    maxResults: pageSize,
  };
  let nextToken = '';
  for (let page = 0; page < pagesMax; page += 1) {
    const more = nextToken === '' ? {} : { nextToken };
    const reply = await api.api('GET', eventsOf(unionId), { ...span, ...more });
    const events = Array.isArray(reply['events']) ? reply['events'].filter(isFields) : [];
    const found = events.find((event) => textOf(event['description']).includes(mark));
    if (found !== undefined) return textOf(found['id']);
    nextToken = textOf(reply['nextToken']);
    if (nextToken === '') break;
  }
  return null;
}

export async function deleteCalendarEvent(
  api: OpenApi,
  organiserUnionId: string,
  eventId: string,
): Promise<void> {
  await api.api('DELETE', `${eventsOf(organiserUnionId)}/${encodeURIComponent(eventId)}`, {});
}

function eventsOf(unionId: string): string {
  return `v1.0/calendar/users/${encodeURIComponent(unionId)}/calendars/primary/events`;
}

function spanOf(when: CalendarEvent['when']): object {
  if ('day' in when) {
    // The end of a whole day is the day after it.
    const next = new Date(Date.parse(`${when.day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
    return { isAllDay: true, start: { date: when.day }, end: { date: next } };
  }
  const at = (time: number): object => ({ dateTime: new Date(time).toISOString(), timeZone });
  return { isAllDay: false, start: at(when.from), end: at(when.until) };
}
