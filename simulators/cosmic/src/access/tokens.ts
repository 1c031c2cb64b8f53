import { randomBytes } from 'node:crypto';
import type { CosmicCompany } from '../company.js';

interface Token {
  readonly company: CosmicCompany;
  readonly user: string;
  readonly until: number;
}

/** Tokens by which calls are told apart. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  open(company: CosmicCompany, user: string, seconds: number, prefix = 'OPENAPIAUTH_'): string {
    const random = randomBytes(36).toString('base64url');
    const text = `${prefix}${Buffer.from(`${company.accountId}_${random}`).toString('base64url')}`;
    this.#tokens.set(text, { company, user, until: this.#now() + seconds * 1000 });
    return text;
  }

  find(text: string): Token | undefined {
    const token = this.#tokens.get(text);
    return token === undefined || token.until <= this.#now() ? undefined : token;
  }

  leftMs(text: string): number {
    return Math.max(0, (this.#tokens.get(text)?.until ?? 0) - this.#now());
  }

  end(text: string): boolean {
    return this.#tokens.delete(text);
  }

  /** Ends all tokens; says how many there were. */
  clear(): number {
    const ended = this.#tokens.size;
    this.#tokens.clear();
    return ended;
  }
}
