import { randomUUID } from 'node:crypto';
import {
  concerns,
  timeOf,
  type Attendee,
  type CalendarEvent,
  type EventFields,
  type Moment,
} from '../calendar/calendar-book.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import type { Organisation, User } from '../organisation/organisation.js';
import type { World } from '../world.js';

type Fields = Readonly<Record<string, unknown>>;

const summaryMax = 2048;
const descriptionMax = 5000;
/** Kept and shown again as they came. */
const passedThrough = [
  'recurrence',
  'categories',
  'uiConfigs',
  'richTextDescription',
  'cardInstances',
];

export function badCalendar(message: string): ApiError {
  return new ApiError(400, 'invalidParameter', message);
}

/** The person of the path: a union id, although the documents call it userId. */
export function requireOwner({ organisation, params }: AppRequest): User {
  const user = findUser(organisation, params['userId'] ?? '', 2);
  if (user === undefined) throw new ApiError(400, 'permissionDeny', 'permissionDeny');
  if (params['calendarId'] !== undefined && params['calendarId'] !== 'primary')
    throw new ApiError(404, 'itemNotFound', 'calendar not found');
  return user;
}

export function requireEvent(world: World, request: AppRequest): CalendarEvent {
  const owner = requireOwner(request);
  const event = world.calendar.find(request.app.corpId, request.params['eventId'] ?? '');
  if (event === undefined || !concerns(event, owner.unionId))
    throw new ApiError(404, 'itemNotFound', 'event not found');
  return event;
}

/** Reads a whole entry; what a change leaves out stays as in `before`. */
export function readEvent(
  world: World,
  { body, organisation }: AppRequest,
  before?: CalendarEvent,
): EventFields {
  if (Object.keys(body).length === 0) throw badCalendar('Event must be provided.');
  const summary = field.text(body, 'summary') ?? before?.summary;
  if (summary === undefined) throw badCalendar('Event summary cannot be blank');
  if (summary.length > summaryMax) throw badCalendar('Event summary is too long');
  const description = field.text(body, 'description') ?? before?.description ?? '';
  if (description.length > descriptionMax) throw badCalendar('Event description is too long');
  const isAllDay =
    body['isAllDay'] === undefined ? (before?.isAllDay ?? false) : field.flag(body, 'isAllDay');
  const start = readMoment(body, 'start', isAllDay) ?? before?.start;
  const end = readMoment(body, 'end', isAllDay) ?? before?.end;
  if (start === undefined) throw badCalendar('Event start time not set.');
  if (end === undefined) throw badCalendar('Event end time not set.');
  if (timeOf(end) < timeOf(start)) throw badCalendar('Event end time is before start time.');
  const location = field.text(field.object(body, 'location') ?? {}, 'displayName');
  return {
    summary,
    description,
    isAllDay,
    start,
    end,
    attendees: readAttendees(world, organisation, body['attendees']) ?? before?.attendees ?? [],
    location: location ?? before?.location ?? '',
    reminders: readReminders(body['reminders']) ?? before?.reminders ?? [],
    onlineMeeting: readMeeting(body) ?? before?.onlineMeeting,
    extras: {
      ...before?.extras,
      ...Object.fromEntries(Object.entries(body).filter(([name]) => passedThrough.includes(name))),
    },
  };
}

/** Reads people; undefined when none are given. */
export function readAttendees(
  world: World,
  organisation: Organisation,
  given: unknown,
): Attendee[] | undefined {
  if (!Array.isArray(given)) return undefined;
  if (given.length > world.settings.calendarAttendeesMax)
    throw badCalendar('Attendees exceed limit.');
  return (given as Fields[]).map((each) => {
    const unionId = field.text(each, 'id') ?? '';
    if (findUser(organisation, unionId, 2) === undefined)
      throw badCalendar(`Attendee ${unionId} is invalid`);
    return { unionId, isOptional: field.flag(each, 'isOptional'), response: 'needsAction' };
  });
}

/** An entry as the API shows it to one person. */
export function describeEvent(
  organisation: Organisation,
  event: CalendarEvent,
  viewer: string,
): Record<string, unknown> {
  const { attendees, description, location, onlineMeeting, reminders } = event;
  return {
    id: event.id,
    summary: event.summary,
    ...(description === '' ? {} : { description }),
    start: event.start,
    end: event.end,
    isAllDay: event.isAllDay,
    attendees: describeAttendees(organisation, attendees, viewer),
    organizer: person(organisation, event.organizerId, viewer, 'accepted'),
    ...(location === '' ? {} : { location: { displayName: location } }),
    reminders,
    ...(onlineMeeting === undefined
      ? {}
      : { onlineMeetingInfo: { type: 'dingtalk', ...onlineMeeting } }),
    ...event.extras,
    createTime: printTime(event.createdAt),
    updateTime: printTime(event.updatedAt),
    status: event.status,
  };
}

export function describeAttendees(
  organisation: Organisation,
  attendees: readonly Attendee[],
  viewer: string,
): object[] {
  return attendees.map(({ isOptional, response, unionId }) => ({
    ...person(organisation, unionId, viewer, response),
    isOptional,
  }));
}

function person(
  organisation: Organisation,
  unionId: string,
  viewer: string,
  responseStatus: string,
): object {
  const displayName = findUser(organisation, unionId, 2)?.name ?? '';
  return { id: unionId, displayName, responseStatus, self: unionId === viewer };
}

function readMoment(body: Fields, name: string, wholeDay: boolean): Moment | undefined {
  const given = field.object(body, name);
  if (given === undefined) return undefined;
  const date = field.text(given, 'date');
  const dateTime = field.text(given, 'dateTime');
  const timeZone = field.text(given, 'timeZone');
  const moment: Moment = wholeDay
    ? { ...(date === undefined ? {} : { date }) }
    : {
        ...(dateTime === undefined ? {} : { dateTime }),
        ...(timeZone === undefined ? {} : { timeZone }),
      };
  if (Number.isNaN(timeOf(moment))) throw badCalendar(`Event ${name} time not set.`);
  return moment;
}

function readReminders(given: unknown): CalendarEvent['reminders'] | undefined {
  if (!Array.isArray(given)) return undefined;
  return (given as Fields[]).map((each) => ({
    method: field.text(each, 'method') ?? 'dingtalk',
    minutes: field.text(each, 'minutes') ?? '15',
  }));
}

function readMeeting(body: Fields): CalendarEvent['onlineMeeting'] {
  const given = field.object(body, 'onlineMeetingInfo');
  if (given === undefined) return undefined;
  if (field.text(given, 'type') !== 'dingtalk')
    throw badCalendar('onlineMeetingInfo type is invalid');
  const conferenceId = randomUUID().replaceAll('-', '');
  const url = `dingtalk://dingtalkclient/page/videoConfFromCalendar?confId=${conferenceId}`;
  return { conferenceId, url };
}

function printTime(at: number): string {
  const inChina = new Date(at + 8 * 60 * 60 * 1000).toISOString();
  return `${inChina.slice(0, 19)}+08:00`;
}
