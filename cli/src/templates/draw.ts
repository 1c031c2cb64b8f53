import {
  dingTextOf,
  fitsRobot,
  fitsWork,
  markdownOf,
  rowsOf,
  todoOf,
  type Message,
} from '@hub/notifier-dingtalk/templates';
import stringWidth from 'string-width';

/** How a message travels, as `--channel` names it. */
export const channels = ['card', 'robot', 'work', 'todo', 'calendar', 'ding'] as const;
export type Channel = (typeof channels)[number];

const lineMax = 66;

/** What is drawn besides the message itself. */
export interface Around {
  readonly channel: Channel;
  readonly heading: string;
  readonly decides: boolean;
  /** When it is due, like 2026-11-16; '' when nobody says so. */
  readonly day: string;
}

/** What a person will see, as lines of a box. */
export function drawMessage(message: Message, around: Around): string {
  const { heading } = around;
  const lines = linesOf(message, around);
  const wrapped = lines.flatMap((line) => wrap(line));
  const width = Math.max(stringWidth(heading) + 2, ...wrapped.map((line) => stringWidth(line)));
  const fill = (line: string): string => line + ' '.repeat(width - stringWidth(line));
  return [
    `┌ ${heading} ${'─'.repeat(width - stringWidth(heading))}┐`,
    ...wrapped.map((line) => `│ ${fill(line)} │`),
    `└${'─'.repeat(width + 2)}┘`,
  ].join('\n');
}

function linesOf(message: Message, { channel, decides, day }: Around): readonly string[] {
  switch (channel) {
    case 'card':
      return cardLines(message, decides);
    case 'robot':
    case 'work':
      return markdownLines(message, channel);
    case 'todo':
      return [`[ ] ${todoOf(message).subject}`, ...(day === '' ? [] : ['', day])];
    case 'calendar':
      return [day, '', todoOf(message).subject];
    case 'ding':
      return [dingTextOf(message)];
  }
}

function cardLines(message: Message, decides: boolean): readonly string[] {
  const { title, status, detail, labels, buttons, link } = message;
  const rows = rowsOf(message).filter(({ label }) => label !== labels.status);
  const widest = Math.max(...rows.map(({ label }) => stringWidth(label)));
  return [
    `${title}  (${status})`,
    '',
    ...rows.map(({ label, value }) => {
      return `${label}${' '.repeat(widest - stringWidth(label) + 2)}${value}`;
    }),
    ...(detail === '' ? [] : ['', detail]),
    ...(decides ? ['', buttons.reason, `[ ${buttons.reject} ]  [ ${buttons.approve} ]`] : []),
    ...(link === '' ? [] : ['', buttons.open]),
  ];
}

function markdownLines(message: Message, channel: 'robot' | 'work'): readonly string[] {
  const { text, button } = markdownOf(message, channel === 'robot' ? fitsRobot : fitsWork);
  return [...text.split('\n'), ...(button === null ? [] : ['', `[ ${button.label} ]`])];
}

/** Breaks a line where it gets too wide; a wide character counts two columns. */
function wrap(line: string): readonly string[] {
  const lines = [''];
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    const last = lines.at(-1) ?? '';
    if (stringWidth(last + segment) > lineMax) lines.push(`  ${segment}`);
    else lines[lines.length - 1] = last + segment;
  }
  return lines;
}
