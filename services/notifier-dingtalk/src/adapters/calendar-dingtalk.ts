import type { PerTenant } from '@hub/service';
import { entryMark, type NewEntry } from '../domain/entry.js';
import type { Entries, ShownWords } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';

/** At nine in the morning of the day before, because a whole day begins at midnight. */
const remindMinutes = 15 * 60;

/**
 * Whole days in the calendar of one person each, who is their organiser, so that they are moved and taken away for him
 * alone. What is over has no place in a calendar: it is taken away as well.
 */
export class DingTalkCalendars implements Entries {
  readonly apis = {
    create: 'calendar.create',
    change: 'calendar.update',
    finish: 'calendar.delete',
    remove: 'calendar.delete',
  } as const;

  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  async create(tenant: string, unionId: string, entry: NewEntry): Promise<string> {
    const { client } = this.senders.get(tenant);
    const { id, subject, url, perhapsThere } = entry;
    const day = entry.day ?? '';
    const mark = entryMark(id);
    // DingTalk knows a repeat for a day only; the mark is there for as long as the entry.
    const found = perhapsThere ? await client.findCalendarEvent(unionId, { day, mark }) : null;
    if (found !== null) return found;
    return await client.createCalendarEvent({
      clientToken: id,
      organiserUnionId: unionId,
      attendeeUnionIds: [],
      summary: subject,
      description: [url, mark].filter((text) => text !== '').join('\n'),
      when: { day },
      remindMinutes,
    });
  }

  async change(
    tenant: string,
    unionId: string,
    eventId: string,
    { subject, day }: ShownWords,
  ): Promise<void> {
    const change = { summary: subject, ...(day === null ? {} : { when: { day } }) };
    await this.senders.get(tenant).client.updateCalendarEvent(unionId, eventId, change);
  }

  async finish(tenant: string, unionId: string, eventId: string): Promise<void> {
    await this.remove(tenant, unionId, eventId);
  }

  async remove(tenant: string, unionId: string, eventId: string): Promise<void> {
    await this.senders.get(tenant).client.deleteCalendarEvent(unionId, eventId);
  }
}
