import { randomUUID } from 'node:crypto';
import type { SimulatorClock } from '@hub/simulator-kit';
import type { App } from '../organisation/organisation.js';
import type { Settings } from '../settings.js';

export interface Subscription {
  readonly type: string;
  readonly topic: string;
}

/** What a connection is for: whose it is and what it wants to hear. */
export interface Admission {
  readonly app: App;
  readonly subscriptions: readonly Subscription[];
}

/** Tickets for connections: each admits one connection, within 90 seconds. */
export class TicketBook {
  readonly #clock: SimulatorClock;
  readonly #settings: Settings;
  readonly #tickets = new Map<string, { admission: Admission; expiresAt: number }>();

  constructor(clock: SimulatorClock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  issue(admission: Admission): string {
    const ticket = randomUUID();
    const now = this.#clock.now();
    for (const [old, { expiresAt }] of this.#tickets) {
      if (expiresAt <= now) this.#tickets.delete(old);
    }
    this.#tickets.set(ticket, { admission, expiresAt: now + this.#settings.ticketMs });
    return ticket;
  }

  /** Uses a ticket up; undefined when it was used before, has expired or never was. */
  redeem(ticket: string): Admission | undefined {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found !== undefined && found.expiresAt > this.#clock.now() ? found.admission : undefined;
  }
}
