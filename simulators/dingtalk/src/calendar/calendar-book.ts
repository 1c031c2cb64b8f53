import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';

export interface Moment {
  /** A whole day, `yyyy-MM-dd`. */
  readonly date?: string;
  /** ISO 8601 with offset. */
  readonly dateTime?: string;
  readonly timeZone?: string;
}

export type Response = 'needsAction' | 'accepted' | 'declined' | 'tentative';

export interface Attendee {
  readonly unionId: string;
  readonly isOptional: boolean;
  response: Response;
}

/** An entry in calendars. People are union ids. */
export interface CalendarEvent {
  readonly id: string;
  readonly corpId: string;
  readonly appKey: string;
  readonly organizerId: string;
  summary: string;
  description: string;
  start: Moment;
  end: Moment;
  isAllDay: boolean;
  attendees: Attendee[];
  location: string;
  reminders: readonly { readonly method: string; readonly minutes: string }[];
  onlineMeeting: { readonly conferenceId: string; readonly url: string } | undefined;
  /** Given back as they were given: recurrence, categories and so on are not computed. */
  extras: Readonly<Record<string, unknown>>;
  status: 'confirmed' | 'cancelled';
  readonly createdAt: number;
  updatedAt: number;
}

export type EventFields = Omit<
  CalendarEvent,
  'id' | 'corpId' | 'appKey' | 'organizerId' | 'status' | 'createdAt' | 'updatedAt'
>;

/** All calendar entries of the simulated DingTalk. */
export class CalendarBook {
  readonly #clock: SimulatorClock;
  readonly #events = new Map<string, CalendarEvent>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  find(corpId: string, id: string): CalendarEvent | undefined {
    const event = this.#events.get(id);
    return event?.corpId === corpId && event.status === 'confirmed' ? event : undefined;
  }

  /** The entries a person sees, by their start. */
  of(corpId: string, unionId: string): readonly CalendarEvent[] {
    return [...this.#events.values()]
      .filter((each) => each.corpId === corpId && each.status === 'confirmed')
      .filter((each) => concerns(each, unionId))
      .sort((one, other) => startOf(one) - startOf(other));
  }

  create(
    keys: Pick<CalendarEvent, 'corpId' | 'appKey' | 'organizerId'>,
    fields: EventFields,
  ): CalendarEvent {
    const now = this.#clock.now();
    const event: CalendarEvent = {
      ...keys,
      ...fields,
      id: randomBytes(20).toString('base64url'),
      status: 'confirmed',
      createdAt: now,
      updatedAt: now,
    };
    this.#events.set(event.id, event);
    return event;
  }

  change(event: CalendarEvent, fields: Partial<EventFields>): void {
    Object.assign(event, fields);
    event.updatedAt = this.#clock.now();
  }

  cancel(event: CalendarEvent): void {
    event.status = 'cancelled';
    event.updatedAt = this.#clock.now();
  }
}

export function concerns(event: CalendarEvent, unionId: string): boolean {
  return event.organizerId === unionId || event.attendees.some((each) => each.unionId === unionId);
}

/** Milliseconds UTC; a whole day begins at midnight in China. */
export function startOf({ start }: CalendarEvent): number {
  return timeOf(start);
}

export function endOf({ end }: CalendarEvent): number {
  return timeOf(end);
}

export function timeOf({ date, dateTime }: Moment): number {
  return Date.parse(dateTime ?? `${date ?? ''}T00:00:00+08:00`);
}
