import { SlidingWindow } from '../access/sliding-window.js';
import { concerns, endOf, startOf, type CalendarEvent } from '../calendar/calendar-book.js';
import { tellEvent } from '../calendar/tell-event.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import {
  badCalendar,
  describeEvent,
  readEvent,
  requireEvent,
  requireOwner,
} from './calendar-request.js';

const read = { generation: 'api', scope: 'Calendar.Event.Read', counted: true } as const;
const write = { generation: 'api', scope: 'Calendar.Event.Write', counted: true } as const;
const calendars = '/v1.0/calendar/users/{userId}/calendars';
const events = `${calendars}/{calendarId}/events`;
const dayMs = 24 * 60 * 60 * 1000;
const pageMax = 100;

/** Calendar entries: create, read, change, delete, list. */
export function calendarRoutes(world: World): readonly VendorRoute[] {
  return [
    create(world),
    getOne(world),
    update(world),
    remove(world),
    cancel(world),
    list(world, 'calendar.list', events),
    list(world, 'calendar.view', `${calendars}/{calendarId}/eventsview`),
    {
      ...read,
      name: 'calendar.calendars',
      method: 'GET',
      path: calendars,
      handle: (request) => {
        requireOwner(request);
        const primary = { id: 'primary', summary: '我的日历', type: 'primary', privilege: 'owner' };
        return { response: { calendars: [{ ...primary, timeZone: 'Asia/Shanghai' }] } };
      },
    },
  ];
}

function create(world: World): TokenRoute {
  const perDay = new SlidingWindow(dayMs);
  const answered = new Map<string, { readonly at: number; readonly eventId: string }>();
  return {
    ...write,
    name: 'calendar.create',
    method: 'POST',
    path: events,
    handle: (request) => {
      const { app, headers, organisation } = request;
      const { clock, settings } = world;
      const { unionId } = requireOwner(request);
      const token = headers['x-client-token'];
      const key = token === undefined ? undefined : `${app.appKey} ${unionId} ${token}`;
      const before = key === undefined ? undefined : answered.get(key);
      if (before !== undefined && before.at > clock.now() - settings.calendarTokenMs) {
        const event = world.calendar.find(app.corpId, before.eventId);
        if (event !== undefined) return describeEvent(organisation, event, unionId);
      }
      const fields = readEvent(world, request);
      if (!perDay.admit(unionId, settings.calendarEventsPerDay, clock.now())) {
        const most = String(settings.calendarEventsPerDay);
        throw new ApiError(
          400,
          'flowLimit',
          `current user can not create events exceed ${most} per day`,
        );
      }
      const keys = { corpId: app.corpId, appKey: app.appKey, organizerId: unionId };
      const event = world.calendar.create(keys, fields);
      if (key !== undefined) answered.set(key, { at: clock.now(), eventId: event.id });
      tellEvent(world, organisation, event, 'created', unionId);
      return describeEvent(organisation, event, unionId);
    },
  };
}

function getOne(world: World): TokenRoute {
  return {
    ...read,
    name: 'calendar.get',
    method: 'GET',
    path: `${events}/{eventId}`,
    handle: (request) =>
      describeEvent(
        request.organisation,
        requireEvent(world, request),
        requireOwner(request).unionId,
      ),
  };
}

function update(world: World): TokenRoute {
  return {
    ...write,
    name: 'calendar.update',
    method: 'PUT',
    path: `${events}/{eventId}`,
    handle: (request) => {
      const event = requireOwn(world, request);
      world.calendar.change(event, readEvent(world, request, event));
      tellEvent(world, request.organisation, event, 'updated', event.organizerId);
      return describeEvent(request.organisation, event, event.organizerId);
    },
  };
}

/** The organiser's delete removes the entry for all, an attendee's only for that person. */
function remove(world: World): TokenRoute {
  return {
    ...write,
    name: 'calendar.delete',
    method: 'DELETE',
    path: `${events}/{eventId}`,
    handle: (request) => {
      const event = requireEvent(world, request);
      const { unionId } = requireOwner(request);
      if (event.organizerId === unionId) world.calendar.cancel(event);
      else {
        const attendees = event.attendees.filter((each) => each.unionId !== unionId);
        world.calendar.change(event, { attendees });
      }
      tellEvent(world, request.organisation, event, 'deleted', unionId);
      return {};
    },
  };
}

function cancel(world: World): TokenRoute {
  return {
    ...write,
    name: 'calendar.cancel',
    method: 'POST',
    path: `${events}/{eventId}/cancel`,
    handle: (request) => {
      const event = requireOwn(world, request);
      world.calendar.cancel(event);
      tellEvent(world, request.organisation, event, 'deleted', event.organizerId);
      return {};
    },
  };
}

function list(world: World, name: string, path: string): TokenRoute {
  return {
    ...read,
    name,
    method: 'GET',
    path,
    handle: (request) => {
      const { app, organisation, query } = request;
      const { unionId } = requireOwner(request);
      const from = field.integer(query, 'nextToken') ?? 0;
      const size = field.integer(query, 'maxResults') ?? pageMax;
      if (size < 1 || size > pageMax) throw badCalendar('maxResults must between [1, 100]');
      const timeMin = readTime(query, 'timeMin') ?? -Infinity;
      const timeMax = readTime(query, 'timeMax') ?? Infinity;
      const found = world.calendar
        .of(app.corpId, unionId)
        .filter((event) => endOf(event) > timeMin && startOf(event) < timeMax);
      const until = from + size;
      return {
        events: found
          .slice(from, until)
          .map((event) => describeEvent(organisation, event, unionId)),
        ...(until < found.length ? { nextToken: String(until) } : {}),
      };
    },
  };
}

/** An entry of the person in the path: others may not change it. */
function requireOwn(world: World, request: AppRequest): CalendarEvent {
  const event = requireEvent(world, request);
  const { unionId } = requireOwner(request);
  if (event.organizerId !== unionId || !concerns(event, unionId))
    throw new ApiError(400, 'permissionDeny', 'permissionDeny');
  return event;
}

function readTime(query: AppRequest['query'], name: string): number | undefined {
  const text = field.text(query, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw badCalendar(`${name} is invalid`);
  return time;
}
