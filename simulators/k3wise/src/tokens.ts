import { randomBytes } from 'node:crypto';
import type { WiseCompany } from './company.js';

interface Token {
  readonly company: WiseCompany;
  readonly until: number;
}

/** Tokens by which calls are told apart; a token lives as long as it was given, used or not. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** 80 upper-case hex digits. */
  open(company: WiseCompany, seconds: number): string {
    const text = randomBytes(40).toString('hex').toUpperCase();
    this.#tokens.set(text, { company, until: this.#now() + seconds * 1000 });
    return text;
  }

  companyOf(text: string): WiseCompany | undefined {
    const token = this.#tokens.get(text.toUpperCase());
    return token === undefined || token.until <= this.#now() ? undefined : token.company;
  }

  /** Ends all tokens, as a restart of the server does; says how many there were. */
  clear(): number {
    const ended = this.#tokens.size;
    this.#tokens.clear();
    return ended;
  }
}
