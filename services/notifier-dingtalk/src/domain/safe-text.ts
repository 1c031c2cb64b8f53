/**
 * Text from the ERP is written by strangers (a supplier's name, a memo) and shown by a robot that people trust.
 * So nothing in it may become a link, a mention or markup, or hide what it says.
 */

/** Control characters, line breaks included, and what changes the direction or is not seen at all. */
const invisible =
  // eslint-disable-next-line no-control-regex -- these are what must go
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]+/gu;

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
    .replaceAll(/\p{Cs}/gu, '�')
    .replaceAll(/\s+/gu, ' ')
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
