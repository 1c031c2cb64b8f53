import assert from 'node:assert/strict';
import { LinkifyIt } from 'linkify-it';
import markdownIt from 'markdown-it';
import { Decimal } from '@hub/core';
import type { Command } from '@hub/schemas';
import { aCommand, aSummary } from '@hub/testkit';
import { wordsOf } from '../adapters/words-files.js';
import type { MarkdownWords } from '../domain/channel-words.js';
import type { Locale } from '../domain/tenant.js';

/** How every link of ours begins. */
export const home =
  'dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Ferp.example.com%2Fk3cloud%2F';

export const parser = markdownIt({ html: true, linkify: true, breaks: true });
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true });
parser.linkify.set({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true });

/** All that a message in markdown may consist of; anything else came from data. */
export const ours: ReadonlySet<string> = new Set([
  ...['heading_open', 'heading_close', 'bullet_list_open', 'bullet_list_close'],
  ...['list_item_open', 'list_item_close', 'paragraph_open', 'paragraph_close'],
  ...['inline', 'text'],
]);

export function tokensOf(text: string): readonly string[] {
  return parser
    .parse(text, {})
    .flatMap(({ type, children }) => [type, ...(children ?? []).map((child) => child.type)]);
}

/** Anything but words in a text that stands alone, or behind others. */
export function markupOf(text: string): readonly string[] {
  const words: ReadonlySet<string> = new Set([
    ...['paragraph_open', 'paragraph_close', 'inline', 'text'],
  ]);
  return [text, `x ${text}`].flatMap(tokensOf).filter((type) => !words.has(type));
}

/** A message with the payload in every slot that the ERP or a person fills. */
export function commandWith(payload: string, template: string): Command {
  const money = { amount: new Decimal('1234.5'), currency: payload };
  return {
    ...aCommand({
      template,
      form: template === 'notice' ? 'AR_receivable' : 'PUR_PurchaseOrder',
      step: template === 'notice' ? 'OVERDUE' : 'SUBMITTED',
      summary: aSummary({
        number: payload,
        title: payload,
        amount: money,
        localAmount: { ...money, currency: `${payload}!` },
        counterparty: payload,
        department: payload,
        applicant: { userId: '1', name: payload },
        note: payload,
      }),
      decision: {
        action: 'REJECT',
        actor: payload,
        comment: payload,
        decidedAt: Date.UTC(2026, 10, 2),
        documentStep: 'REJECTED',
      },
    }),
    figures: { daysOverdue: { value: new Decimal('7'), unit: payload } },
    amounts: { open: money },
  };
}

export function localeOf(language: string): Locale {
  const base = 'https://erp.example.com/k3cloud/';
  const forms = new Set(['PUR_PurchaseOrder', 'AR_receivable']);
  const links = { base, forms, path: 'html5/index.aspx?ud={ud}', acctId: 'a1', besideChat: true };
  return { language, timeZone: 'Asia/Shanghai', words: wordsOf(language), links };
}

export function checkMarkdown(
  { title, text, button }: MarkdownWords,
  rows: number,
  payload: string,
): void {
  const tokens = tokensOf(text);
  const foreign = tokens.filter((type) => !ours.has(type));
  const items = tokens.filter((type) => type === 'list_item_open').length;
  const headings = tokens.filter((type) => type === 'heading_open').length;
  assert.deepEqual([foreign, headings, items], [[], 1, rows], JSON.stringify(payload));
  checkPlain(title, payload);
  for (const line of text.split('\n')) checkPlain(line, payload);
  assert.ok(button?.url.startsWith(home), payload);
}

/** No link, no mention, nothing unseen in a text that is shown as it is. */
export function checkPlain(text: string, payload: string): void {
  const links = linkify.match(text)?.map(({ raw }) => raw) ?? [];
  assert.deepEqual(links, [], JSON.stringify(payload));
  // Schemes of chats, which no parser knows, and addresses without one.
  assert.doesNotMatch(text, /[a-z]:\S|\/\s*\//i, JSON.stringify(payload));
  assert.doesNotMatch(text, /[@\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u, JSON.stringify(payload));
}
