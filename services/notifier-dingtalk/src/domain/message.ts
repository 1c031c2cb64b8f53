import { fill, plainText, type Values } from '@hub/core';
import type { Command, Summary } from '@hub/schemas';
import { billUrl, openLink } from './bill-link.js';
import { figureText, moneyText } from './figure-text.js';
import { dateText, type Locale } from './tenant.js';
import { wordsFor, type Words } from './words.js';

/** Variables of a card: text by name. */
export type Params = Readonly<Record<string, string>>;

export const colours = {
  waiting: '#FF9D46',
  approved: '#78C06E',
  rejected: '#F65E5E',
  over: '#858E99',
} as const;

/** What one message says, before a channel gives it its form. Everything in it is safe to show where there is no markdown. */
export interface Message extends Facts {
  readonly title: string;
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

/** The facts of a bill, and what they are called. '' is not known and not shown. */
export interface Facts {
  readonly form: string;
  readonly number: string;
  readonly amount: string;
  readonly counterparty: string;
  readonly department: string;
  readonly applicant: string;
  readonly date: string;
  readonly note: string;
  /** Opens the bill in Kingdee; '' when there is nothing to open. */
  readonly link: string;
  readonly labels: Words['labels'];
  readonly buttons: Words['buttons'];
  readonly colon: string;
}

// DingTalk allows 1 KB a variable; names are kept shorter so that a card stays readable.
const nameBytesMax = 200;
export const noteBytesMax = 600;

/** The facts of a bill as people read them, safe to show where there is no markdown. */
export function factsOf(command: Command, locale: Locale): Facts {
  const { form, summary } = command;
  const { formName, labels, buttons, colon } = wordsFor(locale.words, form);
  const name = (text: string | null): string => plainText(text ?? '', nameBytesMax);
  return {
    form: formName ?? name(summary.title),
    number: name(summary.number),
    amount: amountText(summary, locale.words),
    counterparty: name(summary.counterparty),
    department: name(summary.department),
    applicant: name(summary.applicant?.name ?? null),
    date: summary.date === null ? '' : dateText(summary.date, locale),
    note: plainText(summary.note ?? '', noteBytesMax),
    link: openLink(locale.links, billUrl(locale.links, command)),
    ...{ labels, buttons, colon },
  };
}

/** What the phrases of a template may use: every figure, date and amount of the document by its name. */
export function valuesOf(command: Command, facts: Facts, locale: Locale): Values {
  const { figures, dates, amounts } = command;
  const { form, number, amount, counterparty } = facts;
  const texts = [
    ...Object.entries(dates).map(([name, at]) => [name, dateText(at, locale)] as const),
    ...Object.entries(amounts).map(([name, one]) => [name, moneyText(one, locale.words)] as const),
    ...Object.entries(figures).map(([name, one]) => [name, figureText(one, locale.words)] as const),
  ];
  return { ...Object.fromEntries(texts), form, number, amount, counterparty };
}

/** The facts that are shown in rows, in this order. */
export const rowFields = [
  'number',
  'amount',
  'counterparty',
  'department',
  'applicant',
  'date',
  'note',
] as const;

/** The rows of a message as people read them; what is not known is left out. */
export function rowsOf(
  message: Message,
): readonly { readonly label: string; readonly value: string }[] {
  const { labels } = message;
  const rows = rowFields.map((field) => ({ label: labels[field], value: message[field] }));
  const status = [message.status, message.detail].filter((text) => text !== '').join(' · ');
  return [...rows, { label: labels.status, value: status }].filter(({ value }) => value !== '');
}

function amountText({ amount, localAmount }: Summary, words: Words): string {
  if (amount === null) return '';
  const money = moneyText(amount, words);
  const foreign = localAmount !== null && localAmount.currency !== amount.currency;
  return foreign ? fill(words.about, { money, local: moneyText(localAmount, words) }) : money;
}
