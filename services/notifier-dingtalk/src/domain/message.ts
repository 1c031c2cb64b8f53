import { formatAmount } from '@hub/core';
import type { Command, Money, Summary } from '@hub/schemas';
import { safeText } from './safe-text.js';
import { dateText, type Locale } from './tenant.js';
import { wordsOf, type Words } from './words.js';

/** Variables of a card: text by name. */
export type Params = Readonly<Record<string, string>>;

export const colours = {
  waiting: '#FF9D46',
  approved: '#78C06E',
  rejected: '#F65E5E',
  over: '#858E99',
} as const;

/** What one message says, before a channel gives it its form. Everything in it is safe to show. */
export interface Message {
  readonly title: string;
  readonly number: string;
  readonly amount: string;
  readonly counterparty: string;
  readonly department: string;
  readonly applicant: string;
  readonly date: string;
  readonly note: string;
  readonly status: string;
  readonly statusColor: string;
  readonly detail: string;
}

/** A template turns a command into what is said; it adds its title, status and detail to the facts of the bill. */
export type Template = (
  command: Command,
  facts: Facts,
  words: Words,
  locale: Locale,
) => Pick<Message, 'title' | 'status' | 'statusColor' | 'detail'>;

export type Facts = Omit<Message, 'title' | 'status' | 'statusColor' | 'detail'> & {
  readonly form: string;
};

// DingTalk allows 1 KB a variable; names are kept shorter so that a card stays readable.
const nameBytesMax = 200;
export const noteBytesMax = 600;

/** The facts of a bill as people read them, safe to show. */
export function factsOf(summary: Summary, locale: Locale): Facts {
  const words = wordsOf(locale.language);
  const name = (text: string | null): string => safeText(text ?? '', nameBytesMax);
  return {
    form: name(summary.title),
    number: name(summary.number),
    amount: amountText(summary, words),
    counterparty: name(summary.counterparty),
    department: name(summary.department),
    applicant: name(summary.applicant?.name ?? null),
    date: summary.date === null ? '' : dateText(summary.date, locale),
    note: safeText(summary.note ?? '', noteBytesMax),
  };
}

/** The public variables of a card. Nobody can decide but by what is private to him. */
export function cardParams(message: Message): Params {
  return { ...message, canDecide: 'false' };
}

/** The message as markdown, for a robot. Only we write the markup in it. */
export function markdownOf(
  message: Message,
  form: string,
  language: string,
): { title: string; text: string } {
  const { labels, counterparty } = wordsOf(language);
  const rows: readonly (readonly [string, string])[] = [
    [labels.number, message.number],
    [labels.amount, message.amount],
    [counterparty[form] ?? counterparty.other, message.counterparty],
    [labels.department, message.department],
    [labels.applicant, message.applicant],
    [labels.date, message.date],
    [labels.note, message.note],
    [labels.status, [message.status, message.detail].filter((text) => text !== '').join(' · ')],
  ];
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `- ${label}: ${value}`);
  return { title: message.title, text: [`### ${message.title}`, '', ...lines].join('\n') };
}

function amountText({ amount, localAmount }: Summary, words: Words): string {
  if (amount === null) return '';
  const foreign = localAmount !== null && localAmount.currency !== amount.currency;
  return moneyText(amount) + (foreign ? words.about(moneyText(localAmount)) : '');
}

function moneyText({ amount, currency }: Money): string {
  return `${safeText(currency, 12)} ${formatAmount(amount)}`;
}
