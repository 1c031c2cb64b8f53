import stringWidth from 'string-width';

/** What must not begin a line in Chinese. */
const closing = /^[，。；：、！？）」』】》”’…]/u;
/** Words and addresses of Latin letters stay whole; every other sign may stand at the end of a line. */
const pieces = /\s+|[\x21-\x7e]+|./gu;

/** Breaks a text into lines of at most `width` columns of a terminal, where a Chinese character takes two. */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of text.matchAll(pieces)) {
    const fits = stringWidth(line + piece) <= width || closing.test(piece);
    if (line === '' || fits) {
      line += line === '' ? piece.trimStart() : piece;
    } else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
  }
  return [...lines, line.trimEnd()];
}

/** Fills a text up with blanks to `width` columns of a terminal. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

export function columnsOf(text: string): number {
  return stringWidth(text);
}
