import { Big } from 'big.js';

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'field'; readonly key: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'null' };

/** A condition as SQL-like text writes it. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'compare';
      readonly by: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'in'; readonly left: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'like'; readonly left: Operand; readonly pattern: string }
  | { readonly kind: 'null'; readonly left: Operand };

/** Thrown for a text that is no condition. */
export class BadCondition extends Error {}

type Token =
  | { readonly kind: 'name' | 'literal'; readonly text: string }
  | { readonly kind: 'symbol'; readonly text: string };

/** `'…'` with doubled quotes, `{ts'…'}`, numbers as `-1`, `.5` or `1e3`, names bare or in [brackets], operators. */
const pattern =
  /\s*(?:N?'((?:[^']|'')*)'|\{\s*(?:ts|d)\s*'([^']*)'\s*\}|([-+]?\s*(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d{1,2})?)(?![\w.])|\[([^\]]+)\]|([A-Za-z_\u4e00-\u9fff][\w.\u4e00-\u9fff]*)|(<>|!=|<=|>=|[=<>(),]))/iy;

const comparisons: readonly string[] = ['=', '<>', '!=', '<', '<=', '>', '>='];
const keywords: readonly string[] = ['and', 'or', 'not', 'in', 'like', 'between', 'is'];
const textLengthMax = 100_000;
const depthMax = 500;

/** Parses a condition; undefined when the text is blank. */
export function parseCondition(text: string): Condition | undefined {
  if (text.trim() === '') return undefined;
  if (text.length > textLengthMax)
    throw new BadCondition(`过滤条件过长，不能超过${String(textLengthMax)}个字符`);
  return new Parser(tokensOf(text)).parse();
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw near(text.slice(at).trim().slice(0, 20));
    const [, quoted, time, number, bracketed, name, symbol] = match;
    if (quoted !== undefined) tokens.push({ kind: 'literal', text: quoted.replaceAll("''", "'") });
    else if (time !== undefined) tokens.push({ kind: 'literal', text: time });
    else if (number !== undefined) tokens.push({ kind: 'literal', text: plain(number) });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
    else tokens.push({ kind: 'name', text: bracketed ?? name ?? '' });
  }
  return tokens;
}

/** `- 1`, `.5` and `1e3` as `-1`, `0.5` and `1000`. */
function plain(number: string): string {
  return new Big(number.replace(/^\+/, '').replaceAll(/\s/g, '')).toFixed();
}

function near(text: string): BadCondition {
  return new BadCondition(`过滤条件“${text}”附近有语法错误`);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Condition {
    const condition = this.#any('or');
    if (this.#at < this.#tokens.length) throw this.#error();
    return condition;
  }

  #any(by: 'or' | 'and'): Condition {
    const next = (): Condition => (by === 'or' ? this.#any('and') : this.#not());
    const parts = [next()];
    while (this.#word(by)) parts.push(next());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: by, parts };
  }

  #not(): Condition {
    this.#depth += 1;
    if (this.#depth > depthMax) throw new BadCondition(`过滤条件嵌套超过${String(depthMax)}层`);
    const condition = this.#word('not')
      ? ({ kind: 'not', part: this.#not() } as const)
      : this.#term();
    this.#depth -= 1;
    return condition;
  }

  #term(): Condition {
    if (!this.#symbol('(')) return this.#predicate(this.#operand());
    const inner = this.#any('or');
    if (!this.#symbol(')')) throw this.#error();
    return inner;
  }

  #predicate(left: Operand): Condition {
    if (this.#word('is')) {
      const not = this.#word('not');
      if (!this.#word('null')) throw this.#error();
      return negated({ kind: 'null', left }, not);
    }
    const not = this.#word('not');
    if (this.#word('in')) return negated({ kind: 'in', left, list: this.#list() }, not);
    if (this.#word('like')) {
      const right = this.#operand();
      if (right.kind !== 'literal') throw near('like');
      return negated({ kind: 'like', left, pattern: right.text }, not);
    }
    if (this.#word('between')) {
      const low = { kind: 'compare', by: '>=', left, right: this.#operand() } as const;
      if (!this.#word('and')) throw this.#error();
      const high = { kind: 'compare', by: '<=', left, right: this.#operand() } as const;
      return negated({ kind: 'and', parts: [low, high] }, not);
    }
    const token = this.#tokens[this.#at];
    if (not || token?.kind !== 'symbol' || !comparisons.includes(token.text)) throw this.#error();
    this.#at += 1;
    const by = (token.text === '!=' ? '<>' : token.text) as Comparison;
    return { kind: 'compare', by, left, right: this.#operand() };
  }

  #list(): readonly Operand[] {
    if (!this.#symbol('(')) throw this.#error();
    const list = [this.#operand()];
    while (this.#symbol(',')) list.push(this.#operand());
    if (!this.#symbol(')')) throw this.#error();
    return list;
  }

  #operand(): Operand {
    if (this.#word('null')) return { kind: 'null' };
    const token = this.#tokens[this.#at];
    const isWord = token?.kind === 'name' && keywords.includes(token.text.toLowerCase());
    if (token === undefined || token.kind === 'symbol' || isWord) throw this.#error();
    this.#at += 1;
    return token.kind === 'name'
      ? { kind: 'field', key: token.text }
      : { kind: 'literal', text: token.text };
  }

  #word(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || token.text.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #symbol(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #error(): BadCondition {
    return near(this.#tokens[this.#at]?.text ?? '结尾');
  }
}

function negated(condition: Condition, not: boolean): Condition {
  return not ? { kind: 'not', part: condition } : condition;
}
