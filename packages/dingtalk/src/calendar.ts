import type { OpenApi } from './open-api.js';
import { textOf } from './reply.js';

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
  /** A whole day like 2026-10-05, or two times in UTC milliseconds. */
  readonly when: { readonly day: string } | { readonly from: number; readonly until: number };
  /** Minutes before the beginning. */
  readonly remindMinutes?: number | undefined;
}

/** IANA name of the zone times are shown in. */
const timeZone = 'Asia/Shanghai';
const attendeesMax = 500;

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
    return { isAllDay: true, start: { date: when.day }, end: { date: when.day } };
  }
  const at = (time: number): object => ({ dateTime: new Date(time).toISOString(), timeZone });
  return { isAllDay: false, start: at(when.from), end: at(when.until) };
}
