import {
  fitsRobot,
  fitsWork,
  markdownOf,
  rowsOf,
  type Message,
} from '@hub/notifier-dingtalk/templates';
import stringWidth from 'string-width';

/** How a message travels, as `--channel` names it. */
export const channels = ['card', 'robot', 'work'] as const;
export type Channel = (typeof channels)[number];

const lineMax = 66;

/** What a person will see, as lines of a box. */
export function drawMessage(
  message: Message,
  channel: Channel,
  heading: string,
  decides: boolean,
): string {
  const lines = channel === 'card' ? cardLines(message, decides) : markdownLines(message, channel);
  const wrapped = lines.flatMap((line) => wrap(line));
  const width = Math.max(stringWidth(heading) + 2, ...wrapped.map((line) => stringWidth(line)));
  const fill = (line: string): string => line + ' '.repeat(width - stringWidth(line));
  return [
    `┌ ${heading} ${'─'.repeat(width - stringWidth(heading))}┐`,
    ...wrapped.map((line) => `│ ${fill(line)} │`),
    `└${'─'.repeat(width + 2)}┘`,
  ].join('\n');
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
