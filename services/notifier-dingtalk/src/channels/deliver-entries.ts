import { HubError } from '@hub/core';
import type { Command, Delivery, Recipient, Send } from '@hub/schemas';
import { isAboutPerson } from '../domain/doubt.js';
import { dayOf, entryState, entryWords, recordedWords } from '../domain/entry.js';
import type { EntryChannel, SentEntry } from '../domain/entry.js';
import { laneOf } from '../domain/lane.js';
import { reasonOf, reasons } from '../domain/reasons.js';
import type { NotifierTenant } from '../domain/tenant.js';
import { dueName } from '../domain/words.js';
import {
  entriesBy,
  keepEntry,
  showAnew,
  standing,
  type KeepPorts,
} from '../following/keep-entries.js';
import type { Answer, ShownWords } from '../ports.js';
import { render } from '../templates/render.js';
import { Sending, type SendingPorts } from '../sending/sending.js';

/** A command whose message stays with people. */
export type EntryCommand = Command & { readonly channel: EntryChannel };

/** One call for each person; who wants to reach more writes to a group. */
const recipientsMax = 100;

/** A command while its entries are made. */
interface Making {
  readonly ports: KeepPorts;
  readonly tenant: NotifierTenant;
  readonly command: EntryCommand;
  readonly shown: ShownWords;
  readonly sending: Sending;
  /** What was on record before this attempt. */
  readonly known: Send | null;
}

/**
 * Puts a to-do into the list, or a day into the calendar, of each recipient. Who already has one about this document
 * from before keeps it, worded anew. Whoever cannot get one is left out, with the reason; the others get theirs.
 */
export async function deliverEntries(
  ports: KeepPorts & SendingPorts,
  tenant: NotifierTenant,
  command: EntryCommand,
  known: Send | null,
): Promise<{ readonly sending: Sending; readonly deliveries: readonly Delivery[] }> {
  const { recipients, form, documentId } = command;
  if (recipients.length > recipientsMax) throw tooMany(command);
  const dates = await datesNow(ports, command);
  const words = entryWords(render(command, tenant), { form, dates }, tenant);
  if (command.channel === 'CALENDAR' && words.dueAt === null) throw noDate(command, tenant);
  const sending = new Sending(ports, command, known, recordedWords(words));
  const shown = { ...words, day: dayOf(words, tenant) };
  const making: Making = { ports, tenant, command, shown, sending, known };
  const there = await standing(ports, tenant.id, form, documentId);
  let waits: HubError | null = null;
  for (const [first, recipient] of recipients.entries()) {
    try {
      const his = there.find((entry) => isOf(entry, command, recipient.userId));
      await makeOne(making, first, recipient, his);
    } catch (error) {
      if (isAboutPerson(error)) sending.drop(first, recipient, reasonOf(error));
      // So many a day and person: the others need not wait for his tomorrow.
      else if (error instanceof HubError && error.code === 'DINGTALK_DAY_LIMIT') waits = error;
      else throw error;
    }
  }
  if (waits !== null) throw waits;
  await catchUp(making);
  return { sending, deliveries: sending.deliveries() };
}

/** The dates of the document, which may have moved while the command waited. */
async function datesNow(
  { documents }: KeepPorts,
  { tenant, form, documentId, issuedAt, dates }: EntryCommand,
): Promise<Command['dates']> {
  const latest = await documents.latest(tenant, form, documentId);
  return latest !== null && latest.observedAt > issuedAt ? (latest.dates ?? dates) : dates;
}

async function makeOne(
  making: Making,
  first: number,
  recipient: Recipient,
  his: SentEntry | undefined,
): Promise<void> {
  const { ports, tenant, command, shown, sending, known } = making;
  const { form, documentId, commandId, channel, template, step, issuedAt } = command;
  const { userId, node } = recipient;
  const before = partOf(known, first);
  if (before?.state !== 'SENT' && (await isOvertaken(making, recipient, his))) {
    sending.drop(first, recipient, reasons.overtaken);
    return;
  }
  const { apis } = entriesBy(ports, channel);
  const priority = laneOf(command);
  const unionId = await ports.unionIds.of(tenant, userId, priority);
  const call = async (): Promise<Answer> => {
    const perhapsThere = before?.state === 'CALLING';
    const reference =
      (await rewordedOf(making, unionId, his)) ??
      (await create(making, { userId, unionId, perhapsThere }));
    return { delivered: [{ userId, state: 'DELIVERED', reason: null }], reference };
  };
  // His own of this command too: a process may have died between remembering it and the next record.
  const api = his === undefined ? apis.create : apis.change;
  const turn = { tenant, api, priority };
  await sending.part({ first, recipients: [recipient], turn, repeatable: true, call });

  const reference = partOf(sending.record(false), first)?.reference ?? null;
  if (reference === null) return;
  const { subject, dueAt } = shown;
  await ports.sentEntries.remember(tenant.id, form, documentId, {
    ...{ channel, commandId, template, step, userId, node, reference, subject, dueAt },
    ...{ issuedAt, shownAt: issuedAt },
  });
}

/** What came of wording anew what he has; null when he has it no more. */
async function rewordedOf(
  { ports, tenant, command, shown }: Making,
  unionId: string,
  his: SentEntry | undefined,
): Promise<string | null> {
  if (his === undefined) return null;
  const { reference } = his;
  try {
    await entriesBy(ports, command.channel).change(tenant.id, unionId, reference, shown);
    return reference;
  } catch (error) {
    // He has thrown it away himself.
    if (isAboutPerson(error)) return null;
    throw error;
  }
}

async function create(
  { ports, tenant, command, shown }: Making,
  who: { readonly userId: string; readonly unionId: string; readonly perhapsThere: boolean },
): Promise<string> {
  const { channel, commandId, priority } = command;
  return await entriesBy(ports, channel).create(tenant.id, who.unionId, {
    ...shown,
    id: `${commandId}-${who.userId}`,
    url: render(command, tenant).link,
    priority,
    perhapsThere: who.perhapsThere,
  });
}

/** Whether there is nothing left to do, or he was told something newer. */
async function isOvertaken(
  { ports, tenant, command }: Making,
  { node }: Recipient,
  his: SentEntry | undefined,
): Promise<boolean> {
  if (his !== undefined && isOfLater(his, command)) return true;
  const latest = await ports.documents.latest(tenant.id, command.form, command.documentId);
  return latest !== null && entryState(latest, { ...command, node }) !== 'STAYS';
}

/** Whether what somebody has is of a later event. Of what is known from a record alone nobody knows when that was. */
function isOfLater({ commandId, issuedAt, shownAt }: SentEntry, command: EntryCommand): boolean {
  const isKnown = commandId !== command.commandId && shownAt >= issuedAt;
  return isKnown && issuedAt > command.issuedAt;
}

/** Whoever looked after entries while these were made did not find them yet. */
async function catchUp({ ports, tenant, command }: Making): Promise<void> {
  const { form, documentId, commandId } = command;
  const latest = await ports.documents.latest(tenant.id, form, documentId);
  if (latest === null) return;
  const now = entryWords(null, { form, dates: latest.dates ?? {} }, tenant);
  for (const entry of await ports.sentEntries.of(tenant.id, form, documentId)) {
    if (entry.commandId !== commandId) continue;
    const kept = { form, documentId, entry };
    const state = entryState(latest, entry);
    if (state !== 'STAYS') await keepEntry(ports, tenant, kept, state);
    else if (now.dueAt !== null) {
      const words = { subject: entry.subject, dueAt: now.dueAt };
      await showAnew(ports, tenant, kept, words, latest.observedAt);
    }
  }
}

function isOf(entry: SentEntry, { channel, template }: EntryCommand, userId: string): boolean {
  return entry.channel === channel && entry.template === template && entry.userId === userId;
}

function partOf(send: Send | null, first: number): Send['parts'][number] | undefined {
  return send?.parts.find((part) => part.first === first);
}

function tooMany({ commandId, tenant, recipients, channel }: EntryCommand): HubError {
  return new HubError(
    'NOTIFIER_RECIPIENTS_MAX',
    `command ${commandId} of ${tenant} lists ${String(recipients.length)} recipients; by ${channel} at most ${String(recipientsMax)} are told. Narrow the rule`,
  );
}

function noDate({ form, summary, dates }: EntryCommand, { words }: NotifierTenant): HubError {
  const known = Object.keys(dates);
  const there = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
  const name = dueName(words, form);
  return new HubError(
    'NOTIFIER_NO_DATE',
    `${form} ${summary.number} has no date "${name}" to put into a calendar (${there}); name one of them as due under forms.${form} in the tenant's templates, or take another channel`,
  );
}
