const depthMax = 60;

/** Of objects, lists, texts and numbers together: a thousand bills of many rows, read in a second or two. */
const valuesMax = 1_000_000;

const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const bareKey = /[\w$.\u4e00-\u9fff]{1,200}/y;
const bareWord = /[-+.\w]{1,400}/y;
const blanks = /\s+/y;

/** Thrown for text that is no JSON even with a generous eye. */
export class NotJson extends Error {}

/**
 * Parses JSON as generously as the vendor's server: single quotes, bare keys, trailing commas, missing closing
 * brackets at the end and junk after the value are taken. The vendor's own samples need it.
 *
 * Numbers that a float cannot hold exactly come back as their digits, in a string.
 */
export function parseLenient(text: string): unknown {
  const reader = new Reader(text.replace(/^\uFEFF/, ''));
  return reader.value(0);
}

class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    if (depth > depthMax) throw new NotJson(`nested deeper than ${String(depthMax)}`);
    this.#values += 1;
    if (this.#values > valuesMax) throw new NotJson(`more than ${String(valuesMax)} values`);
    this.#skipBlanks();
    const char = this.#text[this.#at];
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"' || char === "'") return this.#string(char);
    return this.#word();
  }

  #object(depth: number): Record<string, unknown> {
    const pairs: [string, unknown][] = [];
    this.#at += 1;
    while (this.#more('}')) {
      const char = this.#text[this.#at];
      const key = char === '"' || char === "'" ? this.#string(char) : this.#bareKey();
      this.#skipBlanks();
      if (this.#text[this.#at] !== ':') throw this.#unexpected();
      this.#at += 1;
      pairs.push([key, this.value(depth + 1)]);
    }
    return Object.fromEntries(pairs);
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at += 1;
    while (this.#more(']')) items.push(this.value(depth + 1));
    return items;
  }

  /** Whether another item follows; passes commas and the closing bracket. The end of the text closes everything. */
  #more(close: string): boolean {
    this.#skipBlanks();
    while (this.#text[this.#at] === ',') {
      this.#at += 1;
      this.#skipBlanks();
    }
    const char = this.#text[this.#at];
    if (char !== close) return char !== undefined;
    this.#at += 1;
    return false;
  }

  #string(quote: string): string {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== quote) {
      end += this.#text[end] === '\\' ? 2 : 1;
    }
    if (end >= this.#text.length) throw new NotJson('unfinished string');
    const inner = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    return unescape(inner);
  }

  #bareKey(): string {
    return this.#take(bareKey) ?? this.#fail();
  }

  #word(): unknown {
    const word = this.#take(bareWord) ?? this.#fail();
    const lower = word.toLowerCase();
    if (constants.has(lower)) return constants.get(lower);
    if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word))
      throw new NotJson(`unexpected "${word}"`);
    const number = Number(word);
    return holdsExactly(number, word) ? number : word;
  }

  #skipBlanks(): void {
    this.#take(blanks);
  }

  /** What `pattern` finds here, and goes on behind it; it must be sticky. */
  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  #fail(): never {
    throw this.#unexpected();
  }

  #unexpected(): NotJson {
    const near = this.#text.slice(this.#at, this.#at + 10);
    return new NotJson(near === '' ? 'nothing there' : `unexpected "${near}"`);
  }
}

function unescape(inner: string): string {
  const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return inner.replaceAll(/\\(u([0-9a-fA-F]{4})|[^])/g, (_, char: string, hex?: string) =>
    hex === undefined ? (simple[char] ?? char) : String.fromCharCode(parseInt(hex, 16)),
  );
}

function holdsExactly(number: number, digits: string): boolean {
  const significant = digits.replaceAll(/[-+.]/g, '').replace(/^0+/, '');
  return Number.isFinite(number) && (significant.length <= 15 || String(number) === digits);
}
