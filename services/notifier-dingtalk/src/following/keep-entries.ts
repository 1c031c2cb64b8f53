import type { Clock, Outbound } from '@hub/core';
import type { Decision, Document, Send } from '@hub/schemas';
import { isAboutPerson } from '../domain/doubt.js';
import {
  dayOf,
  entriesIn,
  entryState,
  entryWords,
  partAfter,
  type EntryChannel,
  type EntryState,
  type EntryWords,
  type SentEntry,
} from '../domain/entry.js';
import { receiptOfSend } from '../domain/receipt.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { DocumentStates, Entries, SendLog, SentEntries } from '../ports.js';
import { render } from '../templates/render.js';
import type { Turns } from '../sending/turns.js';
import type { UnionIds } from '../sending/union-ids.js';

export interface KeepPorts {
  readonly log: SendLog;
  readonly turns: Turns;
  readonly clock: Clock;
  readonly documents: DocumentStates;
  readonly unionIds: UnionIds;
  readonly todos: Entries;
  readonly calendars: Entries;
  readonly sentEntries: SentEntries;
}

type Over = Exclude<EntryState, 'STAYS'>;

/** An entry, and what it is about. */
interface Kept {
  readonly form: string;
  readonly documentId: string;
  readonly entry: SentEntry;
}

export function entriesBy({ todos, calendars }: KeepPorts, channel: EntryChannel): Entries {
  return channel === 'TO_DO' ? todos : calendars;
}

/**
 * The entries that stand with people about a document. Those of the last days are on record too, should Redis have
 * forgotten them.
 */
export async function standing(
  { sentEntries, log }: KeepPorts,
  tenant: string,
  form: string,
  documentId: string,
): Promise<readonly SentEntry[]> {
  const remembered = await sentEntries.of(tenant, form, documentId);
  const references = new Set(remembered.map(({ reference }) => reference));
  const recorded = (await log.about(tenant, form, documentId)).flatMap(entriesIn);
  return [...remembered, ...recorded.filter(({ reference }) => !references.has(reference))];
}

/** Ticks off, takes back, moves or words anew what stands with people about a document that changed. */
export async function keepEntries(
  ports: KeepPorts,
  tenant: NotifierTenant,
  document: Document,
): Promise<readonly Outbound[]> {
  const { form, documentId, backfill } = document;
  if (backfill) return [];
  const over: { readonly entry: SentEntry; readonly state: Over }[] = [];
  for (const entry of await standing(ports, tenant.id, form, documentId)) {
    const state = entryState(document, entry);
    const kept = { form, documentId, entry };
    if (state === 'STAYS') {
      const words = wordsNow(document, entry, tenant);
      await showAnew(ports, tenant, kept, words, document.observedAt);
    } else {
      await keepEntry(ports, tenant, kept, state);
      over.push({ entry, state });
    }
  }
  return await recordsOf(ports, tenant.id, { form, documentId }, over);
}

/** Ticks off what a decision has done, for everybody who was to decide upon the same node. */
export async function finishDecided(
  ports: KeepPorts,
  tenant: NotifierTenant,
  { form, documentId, node, at }: Decision,
): Promise<readonly Outbound[]> {
  const all = await standing(ports, tenant.id, form, documentId);
  const done = all.filter((entry) => entry.node === node && entry.issuedAt <= at);
  for (const entry of done) await keepEntry(ports, tenant, { form, documentId, entry }, 'DONE');
  const over = done.map((entry) => ({ entry, state: 'DONE' as const }));
  return await recordsOf(ports, tenant.id, { form, documentId }, over);
}

/** Shows that an entry is over, and looks after it no longer. */
export async function keepEntry(
  ports: KeepPorts,
  tenant: NotifierTenant,
  { form, documentId, entry }: Kept,
  state: Over,
): Promise<void> {
  const entries = entriesBy(ports, entry.channel);
  const how = state === 'DONE' ? 'finish' : 'remove';
  await call(ports, tenant, entry, entries.apis[how], (unionId) =>
    entries[how](tenant.id, unionId, entry.reference),
  );
  await ports.sentEntries.forget(tenant.id, form, documentId, entry);
}

/** Moves or words anew what shows its document otherwise than it was at a time. */
export async function showAnew(
  ports: KeepPorts,
  tenant: NotifierTenant,
  { form, documentId, entry }: Kept,
  words: EntryWords,
  observedAt: number,
): Promise<void> {
  if (observedAt <= entry.shownAt) return;
  if (words.subject === entry.subject && words.dueAt === entry.dueAt) return;
  const shown = { ...words, day: dayOf(words, tenant) };
  const entries = entriesBy(ports, entry.channel);
  const isThere = await call(ports, tenant, entry, entries.apis.change, (unionId) =>
    entries.change(tenant.id, unionId, entry.reference, shown),
  );
  if (isThere) {
    const now = { ...entry, ...words, shownAt: observedAt };
    await ports.sentEntries.remember(tenant.id, form, documentId, now);
  } else await ports.sentEntries.forget(tenant.id, form, documentId, entry);
}

/** The words of an entry if its message were sent now; a date that is no longer known stays as it is. */
function wordsNow(
  document: Document,
  { template, step, commandId, channel, subject, dueAt, issuedAt }: SentEntry,
  tenant: NotifierTenant,
): EntryWords {
  const message = { commandId, channel, template, step, decision: null, issuedAt } as const;
  // What was decided is said once; only its date can move.
  const said =
    template === 'decision'
      ? null
      : render({ ...document, ...message, priority: 'NORMAL', recipients: [] }, tenant);
  const now = entryWords(said, document, tenant);
  return { subject: now.subject === '' ? subject : now.subject, dueAt: now.dueAt ?? dueAt };
}

/** Makes a call about an entry; false when DingTalk has no such entry, or person, any more. */
async function call(
  { turns, unionIds }: KeepPorts,
  tenant: NotifierTenant,
  { userId }: SentEntry,
  api: Entries['apis']['change'],
  make: (unionId: string) => Promise<void>,
): Promise<boolean> {
  try {
    const unionId = await unionIds.of(tenant, userId, 'NORMAL');
    await turns.run({ tenant, api, priority: 'NORMAL' }, () => make(unionId));
    return true;
  } catch (error) {
    if (isAboutPerson(error)) return false;
    throw error;
  }
}

/** What is on record of the commands whose entries are over; receipts of those that were taken back. */
async function recordsOf(
  { log, clock }: KeepPorts,
  tenant: string,
  { form, documentId }: Pick<Kept, 'form' | 'documentId'>,
  over: readonly { readonly entry: SentEntry; readonly state: Over }[],
): Promise<readonly Outbound[]> {
  if (over.length === 0) return [];
  const states = new Map(over.map(({ entry, state }) => [entry.reference, state]));
  const outbound: Outbound[] = [];
  for (const send of await log.about(tenant, form, documentId)) {
    const parts = send.parts.map((part) => {
      const state = states.get(part.reference ?? '');
      return state === undefined ? part : partAfter(part, state);
    });
    if (parts.every((part, index) => part === send.parts[index])) continue;
    const known: Send = { ...send, parts, at: clock.now() };
    const isBack = over.some(({ entry, state }) => state === 'GONE' && isIn(entry, send));
    if (isBack) outbound.push({ topic: 'hub.receipt.v1', value: receiptOfSend(known) });
    outbound.push({ topic: 'hub.send.v1', value: known });
  }
  return outbound;
}

function isIn({ reference }: SentEntry, { parts }: Send): boolean {
  return parts.some((part) => part.reference === reference);
}
