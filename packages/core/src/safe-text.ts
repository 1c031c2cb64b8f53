/**
 * Text from the ERP is written by strangers (a supplier's name, a memo) and shown by a robot that people trust.
 * So nothing in it may become a link, a mention or markup, or hide what it says.
 *
 * Chats turn what looks like an address into a link also where there is no markdown, so that is prevented in every
 * place (`plainText`). Markup has a meaning in markdown only, so only there marks are changed, and only where they
 * would mean something (`inMarkdown`): a title shows `A*B_(上海)` as it is.
 */

/** Blanks and line breaks, controls, what changes the direction, halves of characters, and what is not seen at all. */
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+/gu;

/** Marks with a meaning, and look-alikes that have none. */
const lookAlikes: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '*': '＊',
  _: '＿',
  '~': '～',
  '`': '｀',
  '#': '＃',
  '|': '｜',
  '\\': '＼',
  '&': '＆',
  $: '＄',
  '+': '＋',
  '-': '－',
  '=': '＝',
  '.': '．',
  ')': '）',
};

/** Two slashes begin an address, with or without a scheme. */
const slashes = /\/(?=\s*\/)|(?<=\/\s*)\//g;
/** A scheme, e.g. `mailto:` or `dingtalk:`; the colon of a time stays. */
const scheme = /(?<=[a-z]):(?=\S)|:(?=\s*[/／])/gi;
/** A dot within a word before letters, or any look-alike of one: what chat programs turn into links unasked. */
const dottedName = /(?<=\S)[.．｡․](?=\p{L})|(?<=[A-Za-z0-9-])。(?=[A-Za-z])/gu;
/** An address of four numbers. */
const fourNumbers =
  /(?<=\d{1,3})\.(?=\d{1,3}[.．]\d{1,3}[.．]\d)|(?<=\d[.．]\d{1,3})\.(?=\d{1,3}[.．]\d)|(?<=\d[.．]\d{1,3}[.．]\d{1,3})\.(?=\d)/g;

/**
 * Makes foreign text safe to show where there is no markdown: one line, visible characters, no link, no mention, and
 * at most `bytesMax` bytes of UTF-8, cut between characters and ended with `…`.
 */
export function plainText(text: string, bytesMax: number): string {
  // Longer than any place takes; whoever writes a book into a memo does not keep us busy with it.
  const plain = text
    .slice(0, bytesMax * 2 + 2_000)
    .replaceAll(invisible, ' ')
    .trim()
    .replaceAll(slashes, '／')
    .replaceAll(scheme, '：')
    .replaceAll(fourNumbers, '．')
    .replaceAll(dottedName, '．')
    .replaceAll('@', '＠');
  return cutToBytes(plain, bytesMax);
}

/** Marks that begin something wherever they stand; `${name}` is a variable of a card. */
const beginning = /[[\]<\\]|&(?=#|[\p{L}\p{N}]+;)|\$(?=\{)/gu;
/** Marks that make a line a heading, a quote, a list or a rule: only at its beginning, and not before a word. */
const leading = /^(?:[#>*+=|-]+|\d+[.)])(?=\s|$)|^>+/u;
/** Marks that mean something in pairs; one alone is a character like others. */
const paired = ['*', '_', '~', '`', '$'] as const;

/** Makes plain text safe to show in markdown, alone or as part of a line. It may become up to three times as long in bytes. */
export function inMarkdown(plain: string): string {
  const inPairs = paired.filter((mark) => plain.indexOf(mark) !== plain.lastIndexOf(mark));
  const alone = inPairs.reduce((text, mark) => text.replaceAll(mark, lookAlike), plain);
  return alone
    .replaceAll(beginning, lookAlike)
    .replace(leading, (marks) => Array.from(marks, lookAlike).join(''));
}

function lookAlike(mark: string): string {
  return lookAlikes[mark] ?? mark;
}

/** Cuts between characters, so that with the `…` in the end no more than `bytesMax` bytes are left. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (bytesOf(text) <= bytesMax) return text;
  let left = bytesMax - bytesOf('…');
  let kept = '';
  for (const character of text) {
    left -= bytesOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Cuts to a number of UTF-16 units, which is what DingTalk's documents call characters, between characters. */
export function cutToLength(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > lengthMax - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Length in UTF-8, for code that knows no Buffer. */
export function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
