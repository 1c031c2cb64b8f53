import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';
import type { App } from '../organisation/organisation.js';
import type { Settings } from '../settings.js';
import { SlidingWindow } from './sliding-window.js';

const minuteMs = 60_000;
const endedKeptMax = 10_000;

interface Issued {
  readonly token: string;
  readonly app: App;
  expiresAt: number;
}

/** The access tokens in force: one per application, the same for both generations of the interface. */
export class TokenBook {
  readonly #clock: SimulatorClock;
  readonly #settings: Settings;
  readonly #byApp = new Map<string, Issued>();
  readonly #byToken = new Map<string, Issued>();
  readonly #ended = new Set<string>();
  readonly #requests = new SlidingWindow(minuteMs);

  constructor(clock: SimulatorClock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** Whether an application may ask for a token once more in this minute. */
  admits(app: App): boolean {
    const { tokenCallsPerMinute: limit } = this.#settings;
    return limit === null || this.#requests.admit(app.appKey, limit, this.#clock.now());
  }

  /** The token of an application: the one in force, prolonged, or a new one. */
  issue(app: App): { token: string; seconds: number } {
    const seconds = this.#settings.tokenSeconds;
    const inForce = this.#byApp.get(app.appKey);
    if (inForce !== undefined && inForce.expiresAt > this.#clock.now()) {
      inForce.expiresAt = this.#clock.now() + seconds * 1000;
      return { token: inForce.token, seconds };
    }
    this.expire(app.appKey);
    const issued = this.#create(app);
    this.#byApp.set(app.appKey, issued);
    return { token: issued.token, seconds };
  }

  /** A token beside those there are, as applications of the market get one with every call. */
  issueAnother(app: App): { token: string; seconds: number } {
    return { token: this.#create(app).token, seconds: this.#settings.tokenSeconds };
  }

  /** The application a token stands for, if it is in force. */
  appOf(token: string): App | undefined {
    const issued = this.#byToken.get(token);
    return issued !== undefined && issued.expiresAt > this.#clock.now() ? issued.app : undefined;
  }

  /** Whether a token was in force once. */
  hasExpired(token: string): boolean {
    return this.#ended.has(token) || this.#byToken.has(token);
  }

  /** Ends the tokens of an application, as time would. */
  expire(appKey: string): void {
    this.#byApp.delete(appKey);
    for (const [token, { app }] of this.#byToken) {
      if (app.appKey !== appKey) continue;
      this.#byToken.delete(token);
      this.#ended.add(token);
    }
    for (const token of this.#ended) {
      if (this.#ended.size <= endedKeptMax) break;
      this.#ended.delete(token);
    }
  }

  #create(app: App): Issued {
    const expiresAt = this.#clock.now() + this.#settings.tokenSeconds * 1000;
    const issued = { token: randomBytes(16).toString('hex'), app, expiresAt };
    this.#byToken.set(issued.token, issued);
    return issued;
  }
}
