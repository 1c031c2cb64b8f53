import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';
import type { App } from '../organisation/organisation.js';
import type { Settings } from '../settings.js';

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

  constructor(clock: SimulatorClock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** The token of an application: the one in force, prolonged, or a new one. */
  issue(app: App): { token: string; seconds: number } {
    const seconds = this.#settings.tokenSeconds;
    const expiresAt = this.#clock.now() + seconds * 1000;
    const inForce = this.#byApp.get(app.appKey);
    if (inForce !== undefined && inForce.expiresAt > this.#clock.now()) {
      inForce.expiresAt = expiresAt;
      return { token: inForce.token, seconds };
    }
    this.expire(app.appKey);
    const issued = { token: randomBytes(16).toString('hex'), app, expiresAt };
    this.#byApp.set(app.appKey, issued);
    this.#byToken.set(issued.token, issued);
    return { token: issued.token, seconds };
  }

  /** The application a token stands for, if it is in force. */
  appOf(token: string): App | undefined {
    const issued = this.#byToken.get(token);
    return issued !== undefined && issued.expiresAt > this.#clock.now() ? issued.app : undefined;
  }

  /** Ends the token of an application, as time would. */
  expire(appKey: string): void {
    const issued = this.#byApp.get(appKey);
    if (issued === undefined) return;
    this.#byApp.delete(appKey);
    this.#byToken.delete(issued.token);
  }
}
