import type { Command, Document, Priority, Send, SendPart, Step } from '@hub/schemas';
import { factSteps, type DocumentState } from './card-state.js';
import { limits, todoOf } from './channel-words.js';
import type { Message } from './message.js';
import { dateText, timeText, type Locale } from './tenant.js';
import { isOut, isUndoing } from './undone.js';
import { dueName } from './words.js';

/** Channels whose messages stay with a person, in his list or his calendar, until what they tell of is over. */
export type EntryChannel = 'TO_DO' | 'CALENDAR';

/** What a to-do or an entry of a calendar says. */
export interface EntryWords {
  readonly subject: string;
  /** When it is due; null when nobody says so. */
  readonly dueAt: number | null;
}

/** One to-do, or one entry of a calendar, before it is made. */
export interface NewEntry extends EntryWords {
  /** Ours; a repeat makes no second one. */
  readonly id: string;
  /** The day it is due in the time zone of the tenant, like 2026-11-22; null as `dueAt`. */
  readonly day: string | null;
  /** Opens the bill; '' when there is nothing to open. */
  readonly url: string;
  readonly priority: Priority;
  /** True when an earlier call for it got no answer. */
  readonly perhapsThere: boolean;
}

/** What is remembered of one that was made, to keep it up with its bill. */
export interface SentEntry extends EntryWords {
  readonly channel: EntryChannel;
  readonly commandId: string;
  readonly template: string;
  readonly step: Step;
  readonly userId: string;
  /** Workflow node he is to decide upon; null when he is only told. */
  readonly node: string | null;
  /** What DingTalk calls it. */
  readonly reference: string;
  /** When the event behind it was observed. */
  readonly issuedAt: number;
  /** When the document that it shows was observed. */
  readonly shownAt: number;
}

/** STAYS: go on showing it. DONE: what it asks for was done. GONE: nobody need do it any more. */
export type EntryState = 'STAYS' | 'DONE' | 'GONE';

function isEntryChannel(channel: Command['channel']): channel is EntryChannel {
  return channel === 'TO_DO' || channel === 'CALENDAR';
}

/** A date without a time is due when the working day ends, at 18:00, rather than before it begins. */
const workingDayMs = 18 * 3_600_000;

/** The words of an entry: the bill in one line, '' without a message, and the date that its form calls due. */
export function entryWords(
  message: Message | null,
  { form, dates }: Pick<Document, 'form' | 'dates'>,
  locale: Locale,
): EntryWords {
  const subject = message === null ? '' : todoOf(message).subject;
  const at = dates[dueName(locale.words, form)];
  if (at === undefined) return { subject, dueAt: null };
  const isDate = timeText(at, locale).endsWith(' 00:00');
  return { subject, dueAt: isDate ? at + workingDayMs : at };
}

/** The same as a search finds it again: told by no other text of a calendar. */
export function entryMark(id: string): string {
  return `hub-${id.slice(0, 16)}`;
}

export function dayOf({ dueAt }: EntryWords, locale: Locale): string | null {
  return dueAt === null ? null : dateText(dueAt, locale);
}

/** Entries of which the record of a command knows that they stand. */
export function entriesIn(send: Send): readonly SentEntry[] {
  const { channel, commandId, template, step, words } = send;
  if (!isEntryChannel(channel) || words === null) return [];
  return send.parts.flatMap(({ reference, recipients, at }) => {
    const [recipient] = recipients;
    if (reference === null || recipient === undefined || !isOut(recipient)) return [];
    const { userId, node } = recipient;
    const said = { subject: words.title, dueAt: words.text === '' ? null : Date.parse(words.text) };
    const keys = { channel, commandId, template, step, userId, node, reference };
    return [{ ...keys, ...said, issuedAt: at, shownAt: 0 }];
  });
}

/** The words of an entry as they stand in the record of its command. */
export function recordedWords({ subject, dueAt }: EntryWords): NonNullable<Send['words']> {
  const text = dueAt === null ? '' : new Date(dueAt).toISOString();
  return { title: subject.slice(0, limits.todoSubjectCharacters), text, button: null };
}

/** A call whose entry is over: taken back from who still had it, or done and no longer looked after. */
export function partAfter(part: SendPart, state: Exclude<EntryState, 'STAYS'>): SendPart {
  if (state === 'DONE') return { ...part, reference: null };
  const recipients = part.recipients.map((one) =>
    isOut(one) ? { ...one, state: 'RECALLED' as const, reason: null } : one,
  );
  return { ...part, recipients };
}

type Now = DocumentState & Partial<Pick<Document, 'amounts'>>;
type Told = Pick<SentEntry, 'channel' | 'step' | 'node' | 'issuedAt'>;

/**
 * What becomes of an entry when its bill came to a state.
 *
 * Whoever is to decide is done when his step of the workflow is. Whoever has something else to do is done when the bill
 * went on to the step that it was for; and what stands in a calendar stands there for its date, until the bill is closed.
 */
export function entryState(document: Now, entry: Told): EntryState {
  const { step, observedAt, pending } = document;
  if (observedAt <= entry.issuedAt) return 'STAYS';
  if (factSteps.has(step))
    return step === 'WITHIN_LIMIT' && entry.step === 'BELOW_LIMIT' ? 'DONE' : 'STAYS';
  // Who was told of the undoing itself still has to do what he was told.
  if (isUndoing(step)) return step === entry.step ? 'STAYS' : 'GONE';
  if (step === 'CLOSED') return step === entry.step ? 'STAYS' : 'DONE';
  if (isSettled(document) && isOwed(entry)) return 'DONE';
  if (entry.node !== null)
    return pending.some(({ node }) => node === entry.node) ? 'STAYS' : 'DONE';
  if (entry.channel === 'CALENDAR')
    return step === 'REJECTED' && step !== entry.step ? 'GONE' : 'STAYS';
  return followedBy[entry.step]?.includes(step) === true ? 'DONE' : 'STAYS';
}

/** Nothing is left to be paid of it. Before it is approved nothing is open either. */
function isSettled({ step, amounts }: Now): boolean {
  return step === 'APPROVED' && amounts?.['open']?.amount.eq('0') === true;
}

/** Whether an entry is about paying, rather than about deciding. */
function isOwed({ channel, step, node }: Told): boolean {
  const isAboutPaying = step === 'APPROVED' || step === 'DUE_SOON' || step === 'OVERDUE';
  return node === null && (channel === 'CALENDAR' || isAboutPaying);
}

/** The steps with which a to-do is done that an earlier one caused: a refused bill was mended when it comes again. */
const followedBy: Readonly<Partial<Record<Step, readonly Step[]>>> = {
  SAVED: ['SUBMITTED', 'APPROVED', 'REJECTED'],
  SUBMITTED: ['APPROVED', 'REJECTED'],
  STUCK: ['APPROVED', 'REJECTED'],
  REJECTED: ['SUBMITTED', 'APPROVED'],
  WITHDRAWN: ['SUBMITTED', 'APPROVED'],
};
