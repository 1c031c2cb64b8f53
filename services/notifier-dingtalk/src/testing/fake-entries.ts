import { hashId, HubError } from '@hub/core';
import type { EntryChannel, NewEntry, SentEntry } from '../domain/entry.js';
import type { Entries, People, SentEntries, ShownWords } from '../ports.js';

/** A to-do or a day of a calendar, as somebody has it. */
export interface KeptEntry extends Pick<NewEntry, 'id' | 'subject' | 'dueAt' | 'day'> {
  readonly unionId: string;
  readonly done: boolean;
}

/** Lists or calendars of people, as DingTalk keeps them: an id makes no second one. */
export class FakeEntries implements Entries {
  readonly apis;
  readonly kept = new Map<string, KeptEntry>();
  readonly created: NewEntry[] = [];
  /** Thrown by the next call about this person. */
  readonly faults = new Map<string, Error>();
  /** Entries are made, but no answer comes back. */
  lost: Error | null = null;

  constructor(channel: EntryChannel) {
    this.apis =
      channel === 'TO_DO'
        ? ({
            create: 'todo.create',
            change: 'todo.update',
            finish: 'todo.update',
            remove: 'todo.delete',
          } as const)
        : ({
            create: 'calendar.create',
            change: 'calendar.update',
            finish: 'calendar.delete',
            remove: 'calendar.delete',
          } as const);
  }

  create(_tenant: string, unionId: string, entry: NewEntry): Promise<string> {
    const fault = this.#fault(unionId);
    if (fault !== null) return Promise.reject(fault);
    const reference = hashId('entry', entry.id);
    this.created.push(entry);
    if (!this.kept.has(reference)) this.#keep(reference, { unionId, done: false, ...entry });
    return this.lost === null ? Promise.resolve(reference) : Promise.reject(this.lost);
  }

  change(_: string, unionId: string, reference: string, words: ShownWords): Promise<void> {
    return this.#with(unionId, reference, (before) => {
      this.#keep(reference, { ...before, ...words });
    });
  }

  finish(_tenant: string, unionId: string, reference: string): Promise<void> {
    return this.#with(unionId, reference, (before) => {
      this.#keep(reference, { ...before, done: true });
    });
  }

  remove(_tenant: string, unionId: string, reference: string): Promise<void> {
    return this.#with(unionId, reference, () => this.kept.delete(reference));
  }

  /** Who has what: union id, subject, day and whether it is done. */
  all(): readonly string[] {
    return [...this.kept.values()].map(({ unionId, subject, day, done }) =>
      [unionId, subject, day ?? '-', done ? 'done' : 'open'].join(' | '),
    );
  }

  #keep(reference: string, { id, unionId, subject, dueAt, day, done }: KeptEntry): void {
    this.kept.set(reference, { id, unionId, subject, dueAt, day, done });
  }

  #fault(unionId: string): Error | null {
    const fault = this.faults.get(unionId) ?? null;
    this.faults.delete(unionId);
    return fault;
  }

  #with(unionId: string, reference: string, change: (before: KeptEntry) => void): Promise<void> {
    const before = this.kept.get(reference);
    const fault = this.#fault(unionId);
    if (fault !== null) return Promise.reject(fault);
    if (before !== undefined) change(before);
    return Promise.resolve();
  }
}

/** What is remembered of entries, in memory. */
export class FakeSentEntries implements SentEntries {
  readonly #entries = new Map<string, SentEntry>();

  remember(
    ...[tenant, form, documentId, entry]: Parameters<SentEntries['remember']>
  ): Promise<void> {
    const key = keyOf(tenant, form, documentId, entry);
    const known = this.#entries.get(key);
    if (known === undefined || known.shownAt <= entry.shownAt) this.#entries.set(key, entry);
    return Promise.resolve();
  }

  of(tenant: string, form: string, documentId: string): Promise<readonly SentEntry[]> {
    const prefix = `${tenant}/${form}/${documentId}/`;
    const found = [...this.#entries].filter(([key]) => key.startsWith(prefix));
    return Promise.resolve(found.map(([, entry]) => entry));
  }

  forget(...[tenant, form, documentId, entry]: Parameters<SentEntries['forget']>): Promise<void> {
    this.#entries.delete(keyOf(tenant, form, documentId, entry));
    return Promise.resolve();
  }

  /** As if Redis had been emptied. */
  clear(): void {
    this.#entries.clear();
  }
}

function keyOf(
  tenant: string,
  form: string,
  documentId: string,
  { channel, template, userId }: SentEntry,
): string {
  return `${tenant}/${form}/${documentId}/${channel}/${template}/${userId}`;
}

/** `hd002` is `U-hd002`; of `alien…` there is none, and nobody knows `nobody…`. */
export const fakePeople: People = {
  unionId: (_tenant, userId) => {
    if (!userId.startsWith('nobody'))
      return Promise.resolve(userId.startsWith('alien') ? '' : `U-${userId}`);
    const fault = new HubError('DINGTALK_USER', '60121');
    return Promise.reject(Object.assign(fault, { vendorCode: '60121', perhapsDone: false }));
  },
};
