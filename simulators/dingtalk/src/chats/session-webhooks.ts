import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';
import type { App } from '../organisation/organisation.js';
import type { Conversation } from './chat-book.js';

const sessionMs = 90 * 60 * 1000;
const sessionsMax = 10_000;

export interface Session {
  readonly app: App;
  readonly conversation: Conversation;
  readonly expiresAt: number;
}

/** The addresses an incoming robot message carries, at which the robot may answer for 90 minutes. */
export class SessionWebhooks {
  readonly #clock: SimulatorClock;
  readonly #sessions = new Map<string, Session>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  open(app: App, conversation: Conversation): { session: string; expiresAt: number } {
    const session = randomBytes(16).toString('hex');
    const expiresAt = this.#clock.now() + sessionMs;
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= sessionsMax && oldest !== undefined) this.#sessions.delete(oldest);
    this.#sessions.set(session, { app, conversation, expiresAt });
    return { session, expiresAt };
  }

  find(session: string): Session | undefined {
    const found = this.#sessions.get(session);
    return found !== undefined && found.expiresAt > this.#clock.now() ? found : undefined;
  }
}
