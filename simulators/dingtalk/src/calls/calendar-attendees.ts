import { endOf, startOf, type Response } from '../calendar/calendar-book.js';
import { tellEvent } from '../calendar/tell-event.js';
import { field } from '../http/field.js';
import type { TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { findUser } from '../organisation/organisation-book.js';
import type { World } from '../world.js';
import {
  badCalendar,
  describeAttendees,
  readAttendees,
  requireEvent,
  requireOwner,
} from './calendar-request.js';

const read = { generation: 'api', scope: 'Calendar.Event.Read', counted: true } as const;
const write = { generation: 'api', scope: 'Calendar.Event.Write', counted: true } as const;
const event = '/v1.0/calendar/users/{userId}/calendars/{calendarId}/events/{eventId}';
const responses: readonly string[] = ['needsAction', 'accepted', 'declined', 'tentative'];

/** Who takes part in calendar entries, and who is free. */
export function calendarAttendeeRoutes(world: World): readonly VendorRoute[] {
  return [listAttendees(world), add(world), remove(world), respond(world), schedule(world)];
}

function listAttendees(world: World): TokenRoute {
  return {
    ...read,
    name: 'calendar.attendees',
    method: 'GET',
    path: `${event}/attendees`,
    handle: (request) => {
      const { attendees } = requireEvent(world, request);
      const { unionId } = requireOwner(request);
      return { attendees: describeAttendees(request.organisation, attendees, unionId) };
    },
  };
}

function add(world: World): TokenRoute {
  return {
    ...write,
    name: 'calendar.addAttendees',
    method: 'POST',
    path: `${event}/attendees`,
    handle: (request) => {
      const { body, organisation } = request;
      const found = requireEvent(world, request);
      const added = readAttendees(world, organisation, body['attendeesToAdd']);
      if (added === undefined) throw badCalendar('attendeesToAdd cannot be blank');
      const there = found.attendees.map(({ unionId }) => unionId);
      const attendees = [
        ...found.attendees,
        ...added.filter((each) => !there.includes(each.unionId)),
      ];
      if (attendees.length > world.settings.calendarAttendeesMax)
        throw badCalendar('Attendees exceed limit.');
      world.calendar.change(found, { attendees });
      tellEvent(world, organisation, found, 'updated', requireOwner(request).unionId);
      return {};
    },
  };
}

function remove(world: World): TokenRoute {
  return {
    ...write,
    name: 'calendar.removeAttendees',
    method: 'POST',
    path: `${event}/attendees/batchRemove`,
    handle: (request) => {
      const found = requireEvent(world, request);
      const removed = readAttendees(world, request.organisation, request.body['attendeesToRemove']);
      if (removed === undefined) throw badCalendar('attendeesToRemove cannot be blank');
      const ids = removed.map(({ unionId }) => unionId);
      const attendees = found.attendees.filter(({ unionId }) => !ids.includes(unionId));
      world.calendar.change(found, { attendees });
      tellEvent(world, request.organisation, found, 'updated', requireOwner(request).unionId);
      return {};
    },
  };
}

function respond(world: World): TokenRoute {
  return {
    ...write,
    name: 'calendar.respond',
    method: 'POST',
    path: `${event}/respond`,
    handle: (request) => {
      const found = requireEvent(world, request);
      const { unionId } = requireOwner(request);
      const answer = field.text(request.body, 'responseStatus') ?? '';
      const attendee = found.attendees.find((each) => each.unionId === unionId);
      if (!responses.includes(answer)) throw badCalendar('responseStatus is invalid');
      if (attendee === undefined) throw badCalendar('user is not an attendee');
      attendee.response = answer as Response;
      tellEvent(world, request.organisation, found, 'responded', unionId);
      return {};
    },
  };
}

function schedule(world: World): TokenRoute {
  return {
    ...read,
    name: 'calendar.querySchedule',
    method: 'POST',
    path: '/v1.0/calendar/users/{userId}/querySchedule',
    handle: (request) => {
      const { app, body, organisation } = request;
      requireOwner(request);
      const from = Date.parse(field.text(body, 'startTime') ?? '');
      const until = Date.parse(field.text(body, 'endTime') ?? '');
      if (Number.isNaN(from) || Number.isNaN(until))
        throw badCalendar('startTime or endTime invalid');
      const scheduleInformation = (field.texts(body, 'userIds') ?? []).map((userId) => {
        if (findUser(organisation, userId, 2) === undefined)
          return { userId, scheduleItems: [], error: 'invalid user' };
        const scheduleItems = world.calendar
          .of(app.corpId, userId)
          .filter((each) => endOf(each) > from && startOf(each) < until)
          .map(({ end, start }) => ({ status: 'BUSY', start, end }));
        return { userId, scheduleItems };
      });
      return { scheduleInformation };
    },
  };
}
