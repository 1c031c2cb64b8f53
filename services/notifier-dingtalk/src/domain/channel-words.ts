import { bytesOf, cutToBytes, cutToLength, inMarkdown } from '@hub/core';
import { rowsOf, type Message } from './message.js';

/** A message as markdown, with the button that opens its bill. */
export interface MarkdownWords {
  /** Shown as it is: it stands in the list of chats, and above. */
  readonly title: string;
  /** Only we write the markup in it. */
  readonly text: string;
  readonly button: { readonly label: string; readonly url: string } | null;
}

/**
 * What DingTalk takes at most, in the unit it counts, with where it says so (dingtalk.md, by section).
 *
 * Bytes are those of UTF-8, of `msg` and `msgParam` those of their JSON; characters are UTF-16 units.
 */
export const limits = {
  /** 2.5: value of a variable ≤ 1 KB in the table of the card API. */
  cardVariableBytes: 1_024,
  /** 2.3: `msgParam` of a robot. */
  robotParamBytes: 15_000,
  /** 2.4: body of a webhook message. */
  webhookBodyBytes: 20_000,
  /** 2.1: `msg` of a work notification, serialised. */
  workMessageBytes: 2_048,
  /** 2.1: markdown of a work action card. */
  workCardCharacters: 1_000,
  /** 2.1: `single_title`. */
  buttonCharacters: 20,
  /** 7.2: `subject` of a to-do. */
  todoSubjectCharacters: 1_024,
  /** DingTalk names no limit for a DING; a phone reads it aloud, so it is one short sentence. Our own choice. */
  dingCharacters: 200,
  /** The title of a robot's message stands in the list of chats. Our own choice. */
  titleBytes: 200,
} as const;

/** How far values are shortened, one step after the other, until a message fits. */
const steps: readonly { readonly value: number; readonly long: number }[] = [
  { value: 1_000, long: 1_000 },
  { value: 200, long: 300 },
  { value: 120, long: 120 },
  { value: 60, long: 40 },
  { value: 24, long: 3 },
];

/** The message as markdown, for robot, webhook and work notification: the longest that `fits`. */
export function markdownOf(
  message: Message,
  fits: (words: MarkdownWords) => boolean = fitsRobot,
): MarkdownWords {
  for (const step of steps) {
    const words = markdownAt(message, step);
    if (fits(words)) return words;
  }
  const title = cutToBytes(message.title, limits.titleBytes);
  return { title, text: cutToBytes(inMarkdown(title), limits.titleBytes), button: null };
}

function markdownAt(
  message: Message,
  { value: valueMax, long }: { readonly value: number; readonly long: number },
): MarkdownWords {
  const { labels, colon, buttons, link } = message;
  const title = cutToBytes(message.title, limits.titleBytes);
  const lines = rowsOf(message).map(({ label, value }) => {
    const free = label === labels.note || label === labels.status;
    return `- ${label}${colon}${cutToBytes(inMarkdown(value), free ? long : valueMax)}`;
  });
  const label = cutToLength(buttons.open, limits.buttonCharacters);
  return {
    title,
    text: [`### ${cutToBytes(inMarkdown(title), limits.titleBytes)}`, '', ...lines].join('\n'),
    button: link === '' ? null : { label, url: link },
  };
}

/** `msgKey` and `msgParam` of an application robot (dingtalk.md 2.3). */
export function robotMessageOf({ title, text, button }: MarkdownWords): {
  readonly msgKey: string;
  readonly msgParam: Readonly<Record<string, string>>;
} {
  return button === null
    ? { msgKey: 'sampleMarkdown', msgParam: { title, text } }
    : {
        msgKey: 'sampleActionCard',
        msgParam: { title, text, singleTitle: button.label, singleURL: button.url },
      };
}

/** `msg` of a work notification (2.1). Its buttons only open addresses. */
export function workMessageOf({ title, text, button }: MarkdownWords): object {
  return button === null
    ? { msgtype: 'markdown', markdown: { title, text } }
    : {
        msgtype: 'action_card',
        action_card: {
          title,
          markdown: text,
          single_title: button.label,
          single_url: button.url,
        },
      };
}

/** The words with the keyword that a robot's security setting wants, in the end where they do not have it. */
export function withKeyword(words: MarkdownWords, keyword: string): MarkdownWords {
  const { title, text } = words;
  if (keyword === '' || title.includes(keyword) || text.includes(keyword)) return words;
  return { ...words, text: `${text}\n\n${keyword}` };
}

/** Body of a group webhook (2.4); nobody is mentioned. */
export function webhookMessageOf({ title, text, button }: MarkdownWords): object {
  const at = { atMobiles: [], atUserIds: [], isAtAll: false };
  return button === null
    ? { msgtype: 'markdown', markdown: { title, text }, at }
    : {
        msgtype: 'actionCard',
        actionCard: { title, text, singleTitle: button.label, singleURL: button.url },
        at,
      };
}

/** A to-do (7.2). */
export function todoOf(message: Message): { readonly subject: string; readonly url: string } {
  const { title, number, amount, counterparty, link } = message;
  const facts = [title, number, amount, counterparty].filter((text) => text !== '').join(' · ');
  return { subject: cutToLength(facts, limits.todoSubjectCharacters), url: link };
}

/** The sentence of a DING (2.6), which a phone may read aloud. */
export function dingTextOf({ title, number, amount, detail }: Message): string {
  const facts = [title, number, amount, detail].filter((text) => text !== '').join(' ');
  return cutToLength(facts, limits.dingCharacters);
}

export function fitsRobot(words: MarkdownWords): boolean {
  return jsonBytes(robotMessageOf(words).msgParam) <= limits.robotParamBytes;
}

export function fitsWork(words: MarkdownWords): boolean {
  const short = words.button === null || words.text.length <= limits.workCardCharacters;
  return short && jsonBytes(workMessageOf(words)) <= limits.workMessageBytes;
}

export function fitsWebhook(words: MarkdownWords): boolean {
  return (
    jsonBytes({ ...webhookMessageOf(words), msgUuid: '0'.repeat(32) }) <= limits.webhookBodyBytes
  );
}

function jsonBytes(value: object): number {
  return bytesOf(JSON.stringify(value));
}
