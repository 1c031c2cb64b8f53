import type { Outbound } from '@hub/core';
import type { Limit, QuotaKind, Treatment } from '@hub/redis';
import type { Command, Send, Waiting } from '@hub/schemas';
import type { Card, SentCard } from './domain/card.js';
import type { CardChange, DocumentState } from './domain/card-state.js';
import type { MarkdownWords } from './domain/channel-words.js';
import type { NewEntry, EntryWords, SentEntry } from './domain/entry.js';
import type { Delivered } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';

/** Every port takes the tenant first: there is no way to send with another tenant's credentials by mistake. */
export interface Tenants {
  /** @throws HubError TENANT_UNKNOWN */
  get(tenant: string): NotifierTenant;
}

export interface Cards {
  deliver(tenant: string, card: Card): Promise<readonly Delivered[]>;
  update(tenant: string, commandId: string, change: CardChange): Promise<void>;
}

/** What DingTalk answered to one call. */
export interface Answer {
  readonly delivered: readonly Delivered[];
  /** What it calls the message: for recalling it and for asking what became of it; null when it has no name. */
  readonly reference: string | null;
}

/** Messages that are sent as words, to people one by one. */
export interface Messages {
  /** Most people one call takes. */
  readonly peopleMax: number;
  send(tenant: string, userIds: readonly string[], words: MarkdownWords): Promise<Answer>;
  /** Who has read it. */
  readers(tenant: string, reference: string): Promise<readonly string[]>;
  /** Takes a message back from everybody. Within 24 hours. */
  recall(tenant: string, reference: string): Promise<void>;
}

/** Messages of which DingTalk tells only afterwards whom it left out. */
export interface WorkNotifications extends Messages {
  /** What became of a message, as far as it went wrong or was read. */
  result(tenant: string, reference: string): Promise<readonly Delivered[]>;
}

/** To-dos, or entries of calendars. People are named by their union id. */
export interface Entries {
  /** Which limit each call keeps. */
  readonly apis: Readonly<Record<'create' | 'change' | 'finish' | 'remove', Api>>;
  /** May be repeated. @returns what DingTalk calls it */
  create(tenant: string, unionId: string, entry: NewEntry): Promise<string>;
  change(tenant: string, unionId: string, reference: string, words: ShownWords): Promise<void>;
  /** What it asks for was done. */
  finish(tenant: string, unionId: string, reference: string): Promise<void>;
  /** Takes it back. */
  remove(tenant: string, unionId: string, reference: string): Promise<void>;
}

/** Words of an entry, with the day of its date in the time zone of the tenant. */
export type ShownWords = EntryWords & Pick<NewEntry, 'day'>;

/** The entries that stand with people, by what they are about; of each person, channel and template one. */
export interface SentEntries {
  remember(tenant: string, form: string, documentId: string, entry: SentEntry): Promise<void>;
  of(tenant: string, form: string, documentId: string): Promise<readonly SentEntry[]>;
  forget(tenant: string, form: string, documentId: string, entry: SentEntry): Promise<void>;
}

/** Messages to groups, each by the way that its tenant names. */
export interface Groups {
  /** @param id makes a repeat by a webhook the same message; the application's robot has nothing like it */
  send(tenant: string, group: string, words: MarkdownWords, id: string): Promise<Answer>;
  /** Who has read it, by user id. Of the application's robot only. */
  readers(tenant: string, group: string, reference: string): Promise<readonly string[]>;
  /** Takes it back so that no trace is left. Within 24 hours; of the application's robot only. */
  recall(tenant: string, group: string, reference: string): Promise<void>;
}

/** What DingTalk calls people where their user id is not taken. */
export interface People {
  /** '' when there is none. */
  unionId(tenant: string, userId: string): Promise<string>;
}

/** The messages that wait to be told with others, safe from restarts. */
export interface WaitingMessages {
  /** True when there are so many that no more should come. */
  readonly isFull: boolean;
  /** Those for whom something waits, as far as was heard. */
  tenants(): readonly string[];
  find(of: Pick<Waiting, 'tenant' | 'commandId'>): Promise<Waiting | null>;
  of(tenant: string): Promise<readonly Waiting[]>;
  /** Resolves when it is safe. */
  write(waiting: readonly Waiting[]): Promise<void>;
  /** What was told waits no more. */
  forget(waiting: readonly Waiting[]): Promise<void>;
}

/** Which tenants this process looks after; each belongs to one process at a time. */
export interface TenantShare {
  /** Begins to take part; nobody is ours until it has. */
  start(): void;
  holds(tenant: string): boolean;
  close(): Promise<void>;
}

/** How far the sending of each command has come, for whoever goes on after a crash. */
export interface SendLog {
  find(
    command: Pick<Command, 'tenant' | 'form' | 'documentId' | 'commandId'>,
  ): Promise<Send | null>;
  /** Resolves when it is safe. */
  write(send: Send): Promise<void>;
  /** What DingTalk was not yet asked about, of what was recorded before a time. */
  unchecked(before: number): readonly Send[];
  /** What was sent since then, as far as it is at hand. */
  sentSince(after: number): readonly Send[];
  /** What was sent about a document lately. */
  about(tenant: string, form: string, documentId: string): Promise<readonly Send[]>;
}

/** The calls of the month. */
export interface Budget {
  /** What becomes of a message; what is essential is always sent. */
  treatment(tenant: NotifierTenant, essential: boolean): Promise<Treatment>;
  /** Counts a call. */
  count(tenant: NotifierTenant, essential: boolean, kind: QuotaKind): void;
}

/** What is told beside the outcome of an event; resolves when it is safe. */
export type Tell = (outbound: readonly Outbound[]) => Promise<void>;

/** The cards that were sent about a document and can be decided from. */
export interface SentCards {
  remember(tenant: string, form: string, documentId: string, card: SentCard): Promise<void>;
  of(tenant: string, form: string, documentId: string): Promise<readonly SentCard[]>;
}

/** The newest state of documents, as far as it was heard of lately. */
export interface DocumentStates {
  /** Keeps it unless a newer one is known. */
  heard(tenant: string, form: string, documentId: string, state: DocumentState): Promise<void>;
  latest(tenant: string, form: string, documentId: string): Promise<DocumentState | null>;
}

/** An API of DingTalk that is limited by itself. */
export type Api =
  | 'card.deliver'
  | 'card.update'
  | 'group.send'
  | 'group.readers'
  | 'group.recall'
  | 'webhook.send'
  | 'robot.send'
  | 'robot.readers'
  | 'robot.recall'
  | 'work.send'
  | 'work.result'
  | 'work.recall'
  | 'todo.create'
  | 'todo.update'
  | 'todo.delete'
  | 'calendar.create'
  | 'calendar.update'
  | 'calendar.delete'
  | 'ding.send'
  | 'ding.readers'
  | 'ding.recall'
  | 'user.get';

/** As what the month counts a call; null when it does not. */
export function countedAs(api: Api): QuotaKind | null {
  if (api === 'user.get') return null;
  return api === 'webhook.send' ? 'push' : 'api';
}

// All tenants leave by one address, of which DingTalk takes 10,000 calls in 20 s before it bans it for 5 minutes.
const wholeAddress: Limit = { key: 'hub:*:limit:address', calls: 9_000, windowMs: 20_000 };

/** The limits that one call has to keep. */
export function limitsOf(
  { id, callsPerSecond }: NotifierTenant,
  api: Api,
): readonly [Limit, Limit] {
  return [{ key: `hub:${id}:limit:${api}`, calls: callsPerSecond, windowMs: 1_000 }, wholeAddress];
}
