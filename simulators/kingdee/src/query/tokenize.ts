import { Big } from 'big.js';
import { BusinessError, msgCode } from '../business-error.js';

export type Token =
  | { readonly kind: 'name' | 'text' | 'number' | 'time'; readonly value: string }
  | { readonly kind: 'symbol'; readonly value: string };

/** `N'…'` and `'…'` with doubled quotes, `{ts'…'}`, numbers as `-1`, `.5` or `1e3`, field paths (also in brackets), operators. */
const pattern =
  /\s*(?:N?'((?:[^']|'')*)'|\{\s*(?:ts|d)\s*'([^']*)'\s*\}|([-+]?\s*(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d{1,2})?)(?![\w.])|(\[[^\]]+\](?:\.\[[^\]]+\])*)|([A-Za-z_\u4e00-\u9fff][\w$.\u4e00-\u9fff]*)|(<>|!=|<=|>=|[=<>(),]))/iy;

/** Room for a list of ten thousand bill numbers, the most rows that a query returns. */
const textLengthMax = 300_000;

/** Splits a filter or order text; throws MsgCode 4 at what it cannot read. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > textLengthMax) {
    const why = `过滤条件过长，不能超过${String(textLengthMax)}个字符。`;
    throw new BusinessError(msgCode.exception, why);
  }
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw syntaxError(text.slice(at).trim().slice(0, 20));
    tokens.push(toToken(match));
  }
  return tokens;
}

export function syntaxError(near: string): BusinessError {
  return new BusinessError(msgCode.exception, `过滤条件不正确：“${near}”附近有语法错误。`);
}

function toToken(match: RegExpExecArray): Token {
  const [, text, time, number, bracketed, name, symbol] = match;
  if (text !== undefined) return { kind: 'text', value: text.replaceAll("''", "'") };
  if (time !== undefined) return { kind: 'time', value: time };
  if (number !== undefined) return { kind: 'number', value: plain(number) };
  if (symbol !== undefined) return { kind: 'symbol', value: symbol };
  return { kind: 'name', value: bracketed?.replaceAll(/[[\]]/g, '') ?? name ?? '' };
}

/** `- 1`, `.5` and `1e3` as `-1`, `0.5` and `1000`. */
function plain(number: string): string {
  return new Big(number.replace(/^\+/, '').replaceAll(/\s/g, '')).toFixed();
}
