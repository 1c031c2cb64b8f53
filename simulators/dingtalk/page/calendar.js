import { now } from './clock.js';
import { button, element, hourText } from './elements.js';
import { words } from './words.js';

/** This week as a strip, and below it the events from the chosen day on. */
export function drawCalendar({ calendar }, chosen, { onDay, onRespond }) {
  const day = startOfDay(chosen ?? now());
  const later = calendar.filter((event) => endOf(event) > day.getTime());
  const groups = new Map();
  for (const event of later) {
    const at = startOfDay(new Date(Math.max(startOf(event), day.getTime())));
    groups.set(at.getTime(), [...(groups.get(at.getTime()) ?? []), event]);
  }
  const parts = [...groups].flatMap(([at, events]) => [
    element('h3', { class: 'agenda-day' }, dayText(new Date(at))),
    ...events.map((event) => drawEvent(event, onRespond)),
  ]);
  if (parts.length === 0) parts.push(element('p', { class: 'chat-empty' }, words.noEvent));
  return [drawWeek(calendar, day, onDay), element('div', { class: 'agenda body' }, ...parts)];
}

function drawWeek(calendar, day, onDay) {
  // By the calendar: where clocks change, a day of the week has 23 or 25 hours.
  const sunday = day.getDate() - day.getDay();
  const dayAt = (index) => new Date(day.getFullYear(), day.getMonth(), sunday + index);
  const days = words.weekdays.map((label, index) => {
    const [at, next] = [dayAt(index), dayAt(index + 1)];
    const busy = calendar.some(
      (event) => startOf(event) < next.getTime() && endOf(event) > at.getTime(),
    );
    const classes = ['week-day'];
    if (busy) classes.push('week-busy');
    if (at.getTime() === day.getTime()) classes.push('week-on');
    return element(
      'button',
      {
        type: 'button',
        class: classes.join(' '),
        'aria-label': dayText(at),
        'aria-pressed': String(at.getTime() === day.getTime()),
        on: { click: () => onDay(at) },
      },
      element('span', {}, label),
      element('b', {}, String(at.getDate())),
    );
  });
  return element('div', { class: 'week' }, ...days);
}

function drawEvent(event, onRespond) {
  const { attendees, id, isAllDay, location, organizer, summary } = event;
  const self = attendees.find((each) => each.self);
  const open = self?.responseStatus === 'needsAction' && !organizer.self;
  const times = isAllDay
    ? words.allDay
    : `${hourText(new Date(startOf(event)))} – ${hourText(new Date(endOf(event)))}`;
  const people = [organizer, ...attendees.filter(({ id: who }) => who !== organizer.id)];
  return element(
    'article',
    { class: 'event', 'data-event-id': id },
    element('b', { class: 'event-title' }, summary),
    element('span', { class: 'event-more' }, times),
    location === undefined
      ? undefined
      : element('span', { class: 'event-more' }, location.displayName),
    element(
      'span',
      { class: 'event-more' },
      `${words.organiser} ${organizer.displayName} · ${words.people(people.length)}`,
    ),
    self === undefined || open || organizer.self
      ? undefined
      : element('span', { class: 'event-answer' }, words.responses[self.responseStatus]),
    open
      ? element(
          'div',
          { class: 'card-buttons' },
          button('card-button', words.decline, () => onRespond(id, 'declined')),
          button('card-button card-button-primary', words.accept, () => onRespond(id, 'accepted')),
        )
      : undefined,
  );
}

function startOfDay(time) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate());
}

function dayText(date) {
  const today = startOfDay(now()).getTime() === date.getTime();
  return `${today ? `${words.today} · ` : ''}${words.day(date)} ${words.weekday(date)}`;
}

function startOf({ start }) {
  return timeOf(start);
}

function endOf({ end, start }) {
  return timeOf(end ?? start);
}

/** A whole day is one of the phone's own calendar. */
function timeOf({ date, dateTime }) {
  return Date.parse(dateTime ?? `${date}T00:00:00`);
}
