import { emit } from '../organisation/emit.js';
import type { Organisation } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { CalendarEvent } from './calendar-book.js';

/** Notes what happened to a calendar entry and tells the applications. */
export function tellEvent(
  world: World,
  organisation: Organisation,
  event: CalendarEvent,
  changeType: 'created' | 'updated' | 'deleted' | 'responded',
  operator: string,
): void {
  const { attendees, corpId, id, organizerId, summary } = event;
  const unionIdList = [...new Set([organizerId, ...attendees.map(({ unionId }) => unionId)])];
  world.journal.append(`calendar.${changeType}`, { corpId, eventId: id, summary, operator });
  emit(world, {
    organisation,
    eventType: 'calendar_event_change',
    data: { calendarEventId: id, calendarId: 'primary', unionIdList, changeType, operator },
    counted: true,
  });
}
