/**
 * Text from the ERP is written by strangers (a supplier's name, a memo) and shown by a robot that people trust.
 * So nothing in it may become a link, a mention or markup, or hide what it says.
 */

/** Blanks and line breaks, controls, what changes the direction, halves of characters, and what is not seen at all. */
const invisible = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+/gu;

/** Characters that markdown or DingTalk gives a meaning, with look-alikes that have none. */
const harmless: Readonly<Record<string, string>> = {
  '@': '＠',
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
};

/** A scheme before `//`, and a dot before letters: what chat programs turn into links unasked. */
const scheme = /:(?=\s*\/)/g;
const dottedName = /(?<=[\p{L}\p{N}])\.(?=[\p{L}])/gu;

/**
 * Makes foreign text safe to show in a card or a markdown message: one line, visible characters, no link, no
 * mention, no markup, and at most `bytesMax` bytes of UTF-8, cut between characters and ended with `…`.
 */
export function safeText(text: string, bytesMax: number): string {
  const plain = text
    .replaceAll(invisible, ' ')
    .trim()
    .replaceAll(/[@[\]<>*_~`#|\\&]/g, (mark) => harmless[mark] ?? mark)
    .replaceAll(scheme, '：')
    .replaceAll(dottedName, '．');
  return cut(plain, bytesMax);
}

function cut(text: string, bytesMax: number): string {
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

/** Length in UTF-8; domain code knows no Buffer. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
