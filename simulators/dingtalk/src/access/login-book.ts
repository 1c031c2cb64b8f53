import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';
import type { App, User } from '../organisation/organisation.js';

const codeMs = 5 * 60_000;
const tokenMs = 7_200_000;

interface Login {
  readonly app: App;
  readonly user: User;
  readonly expiresAt: number;
}

/** Codes by which a page inside DingTalk learns who looks at it, once each, and the tokens of those people. */
export class LoginBook {
  readonly #clock: SimulatorClock;
  readonly #codes = new Map<string, Login>();
  readonly #tokens = new Map<string, Login>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  newCode(app: App, user: User): string {
    return this.#put(this.#codes, app, user, codeMs);
  }

  /** Whom a code stands for; it is used up. */
  takeCode(app: App, code: string): User | undefined {
    const login = this.#codes.get(code);
    if (login?.app.appKey !== app.appKey || login.expiresAt <= this.#clock.now()) return undefined;
    this.#codes.delete(code);
    return login.user;
  }

  newToken(app: App, user: User): string {
    return this.#put(this.#tokens, app, user, tokenMs);
  }

  userOf(token: string): User | undefined {
    return this.#loginOf(token)?.user;
  }

  /** The application that a person let in. */
  appOf(token: string): App | undefined {
    return this.#loginOf(token)?.app;
  }

  #loginOf(token: string): Login | undefined {
    const login = this.#tokens.get(token);
    return login !== undefined && login.expiresAt > this.#clock.now() ? login : undefined;
  }

  #put(book: Map<string, Login>, app: App, user: User, ms: number): string {
    const key = randomBytes(16).toString('hex');
    book.set(key, { app, user, expiresAt: this.#clock.now() + ms });
    return key;
  }
}
