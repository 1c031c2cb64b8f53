import { BusinessError, msgCode } from '../business-error.js';
import type { Comparison, Filter, Operand } from './filter.js';
import { syntaxError, tokenize, type Token } from './tokenize.js';

const depthMax = 500;

const comparisons: readonly string[] = ['=', '<>', '!=', '<', '<=', '>', '>='];

/** Parses a FilterString; undefined when it is blank. Throws MsgCode 4 where the text is no condition. */
export function parseFilter(text: string): Filter | undefined {
  if (text.trim() === '') return undefined;
  const parser = new FilterParser(tokenize(text));
  return parser.parse();
}

class FilterParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Filter {
    const filter = this.#or();
    if (this.#at < this.#tokens.length) throw this.#error();
    return filter;
  }

  #or(): Filter {
    const parts = [this.#and()];
    while (this.#takeWord('or')) parts.push(this.#and());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'or', parts };
  }

  #and(): Filter {
    const parts = [this.#not()];
    while (this.#takeWord('and')) parts.push(this.#not());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'and', parts };
  }

  #not(): Filter {
    this.#depth += 1;
    if (this.#depth > depthMax) {
      const why = `过滤条件不正确：嵌套超过${String(depthMax)}层。`;
      throw new BusinessError(msgCode.exception, why);
    }
    const filter = this.#takeWord('not')
      ? ({ kind: 'not', part: this.#not() } as const)
      : this.#term();
    this.#depth -= 1;
    return filter;
  }

  #term(): Filter {
    if (this.#takeSymbol('(')) {
      const filter = this.#or();
      this.#expectSymbol(')');
      return filter;
    }
    return this.#predicate(this.#operand());
  }

  #predicate(left: Operand): Filter {
    if (this.#takeWord('is')) {
      const negated = this.#takeWord('not');
      if (!this.#takeWord('null')) throw this.#error();
      return negate({ kind: 'null', left }, negated);
    }
    const negated = this.#takeWord('not');
    if (this.#takeWord('in')) return negate({ kind: 'in', left, list: this.#list() }, negated);
    if (this.#takeWord('like'))
      return negate({ kind: 'like', left, pattern: this.#text() }, negated);
    if (this.#takeWord('between')) {
      const low = this.#operand();
      if (!this.#takeWord('and')) throw this.#error();
      return negate({ kind: 'between', left, low, high: this.#operand() }, negated);
    }
    const token = this.#tokens[this.#at];
    if (negated || token?.kind !== 'symbol' || !comparisons.includes(token.value))
      throw this.#error();
    this.#at += 1;
    const operator = (token.value === '!=' ? '<>' : token.value) as Comparison;
    return { kind: 'compare', operator, left, right: this.#operand() };
  }

  #list(): readonly Operand[] {
    this.#expectSymbol('(');
    const list = [this.#operand()];
    while (this.#takeSymbol(',')) list.push(this.#operand());
    this.#expectSymbol(')');
    return list;
  }

  #text(): string {
    const operand = this.#operand();
    if (operand.kind !== 'literal') throw syntaxError('like');
    return operand.value;
  }

  #operand(): Operand {
    if (this.#takeWord('null')) return { kind: 'null' };
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'symbol' || isKeyword(token)) throw this.#error();
    this.#at += 1;
    if (token.kind !== 'name') return { kind: 'literal', value: token.value };
    if (/^(true|false)$/i.test(token.value)) return { kind: 'literal', value: token.value };
    return this.#takeSymbol('(')
      ? this.#conversion(token.value.toLowerCase())
      : { kind: 'field', path: token.value };
  }

  /**
   * `to_date('…', 'fmt')`, `convert(datetime, '…', 120)`, `cast('…' as datetime)`: the value alone counts, since it takes
   * the type of the field that it meets.
   */
  #conversion(name: string): Operand {
    if (name === 'convert') {
      this.#type();
      this.#expectSymbol(',');
    } else if (!['to_date', 'to_timestamp', 'cast'].includes(name)) throw syntaxError(name);
    const operand = this.#operand();
    if (name === 'cast') {
      if (!this.#takeWord('as')) throw this.#error();
      this.#type();
    } else if (this.#takeSymbol(',')) this.#operand();
    this.#expectSymbol(')');
    return operand;
  }

  /** `datetime`, `varchar(10)`. */
  #type(): void {
    this.#operandToken('name');
    if (!this.#takeSymbol('(')) return;
    this.#operandToken('number');
    this.#expectSymbol(')');
  }

  #operandToken(kind: Token['kind']): void {
    if (this.#tokens[this.#at]?.kind !== kind) throw this.#error();
    this.#at += 1;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'name' || token.value.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #takeSymbol(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.value !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) throw this.#error();
  }

  #error(): Error {
    return syntaxError(this.#tokens[this.#at]?.value ?? '结尾');
  }
}

function isKeyword(token: Token): boolean {
  const words = ['and', 'or', 'not', 'in', 'like', 'between', 'is'];
  return token.kind === 'name' && words.includes(token.value.toLowerCase());
}

function negate(filter: Filter, negated: boolean): Filter {
  return negated ? { kind: 'not', part: filter } : filter;
}
