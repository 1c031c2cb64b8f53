import { cutToBytes, fill, hashId, inMarkdown } from '@hub/core';
import type { Recipient, Waiting } from '@hub/schemas';
import { limits, type MarkdownWords } from './channel-words.js';
import type { Words } from './words.js';

/** Some messages as one, and who gets it. */
export interface Shipment {
  /** The same messages to the same people always have the same id. */
  readonly id: string;
  readonly items: readonly Waiting[];
  readonly recipients: readonly Recipient[];
  readonly words: MarkdownWords;
}

export interface Packing {
  readonly words: Words;
  /** Whether words can be told in one message to somebody. */
  readonly fits: (words: MarkdownWords, userId: string) => boolean;
  /** Most people one call takes. */
  readonly peopleMax: number;
}

/** How far the facts of one message are shortened until it fits alone. */
const factsBytes = [2_000, 600, 200, 80] as const;

/**
 * Packs the messages of one round: each person gets one message with all that waits for him, and people for whom the
 * same waits share it. When that would take more calls than telling each message by itself, each is told by itself.
 *
 * Nothing but the messages and the words decides, so that whoever goes on after a crash packs the same.
 */
export function shipmentsOf(waiting: readonly Waiting[], packing: Packing): readonly Shipment[] {
  const items = waiting.toSorted(
    (one, other) => one.since - other.since || (one.commandId < other.commandId ? -1 : 1),
  );
  const together = byPerson(items).flatMap(({ recipients, items: his }) =>
    packed(his, recipients, packing),
  );
  const apart = items.flatMap((item) => packed([item], item.recipients, packing));
  return callsOf(together, packing) <= callsOf(apart, packing) ? together : apart;
}

/** The same messages one by one, for when DingTalk refuses them together. */
export function apartOf({ items, recipients }: Shipment, packing: Packing): readonly Shipment[] {
  return items.flatMap((item) => packed([item], recipients, packing));
}

/** People for whom the same messages wait. */
function byPerson(
  items: readonly Waiting[],
): readonly { readonly recipients: readonly Recipient[]; readonly items: readonly Waiting[] }[] {
  const people = new Map<string, { readonly recipient: Recipient; readonly items: Waiting[] }>();
  for (const item of items) {
    for (const recipient of item.recipients) {
      const his = people.get(recipient.userId);
      if (his === undefined) people.set(recipient.userId, { recipient, items: [item] });
      else if (his.items.at(-1) !== item) his.items.push(item);
    }
  }
  const alike = new Map<string, { recipients: Recipient[]; items: readonly Waiting[] }>();
  for (const { recipient, items: his } of people.values()) {
    const key = his.map(({ commandId }) => commandId).join();
    const same = alike.get(key);
    if (same === undefined) alike.set(key, { recipients: [recipient], items: his });
    else same.recipients.push(recipient);
  }
  return [...alike.values()];
}

function callsOf(shipments: readonly Shipment[], { peopleMax }: Packing): number {
  return shipments.reduce(
    (sum, { recipients }) => sum + Math.ceil(recipients.length / peopleMax),
    0,
  );
}

/** As few pieces as possible, each within the limits of its channel. */
function packed(
  items: readonly Waiting[],
  recipients: readonly Recipient[],
  packing: Packing,
): readonly Shipment[] {
  const fits = (words: MarkdownWords): boolean => packing.fits(words, recipients[0]?.userId ?? '');
  const pieces: Waiting[][] = [];
  for (const item of items) {
    const last = pieces.at(-1);
    if (last !== undefined && fits(wordsOf([...last, item], packing.words, fits))) last.push(item);
    else pieces.push([item]);
  }
  return pieces.map((piece) => ({
    id: idOf(piece, recipients),
    items: piece,
    recipients,
    words: wordsOf(piece, packing.words, fits),
  }));
}

function idOf(items: readonly Waiting[], recipients: readonly Recipient[]): string {
  const what = items.map(({ commandId }) => commandId);
  const whom = recipients.map(({ userId }) => userId).toSorted();
  return hashId('bundle', String(what.length), ...what, ...whom);
}

/** What one piece says: messages under their titles, each bill with its number, amount and link. */
function wordsOf(
  items: readonly Waiting[],
  words: Words,
  fits: (words: MarkdownWords) => boolean,
): MarkdownWords {
  const [first] = items;
  if (items.length > 1 || first === undefined) return listOf(items, words, factsBytes[0]);
  for (const max of factsBytes) {
    const said = listOf(items, words, max);
    if (fits(said)) return said;
  }
  return listOf([{ ...first, url: null }], words, factsBytes[3]);
}

function listOf(items: readonly Waiting[], words: Words, factsMax: number): MarkdownWords {
  const { titles, buttons } = words;
  const isDigest = items.some(({ bundling }) => bundling === 'DIGEST');
  const count = String(items.length);
  const [only] = items;
  const title =
    items.length === 1 && only !== undefined
      ? only.title
      : fill(isDigest ? titles.digest : titles.merged, { n: count });
  const headline = cutToBytes(title, limits.titleBytes);
  const lines = [`### ${inMarkdown(headline)}`];
  for (const [heading, group] of Map.groupBy(items, (item) => item.title)) {
    lines.push('');
    if (items.length > 1)
      lines.push(`**${inMarkdown(cutToBytes(heading, limits.titleBytes))}**`, '');
    for (const { facts, url } of group) {
      const link = url === null ? '' : ` [${buttons.open}](${addressOf(url)})`;
      lines.push(`- ${inMarkdown(cutToBytes(facts, factsMax))}${link}`);
    }
  }
  return { title: headline, text: lines.join('\n'), button: null };
}

/** Brackets would end the address within markdown. */
function addressOf(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29');
}
