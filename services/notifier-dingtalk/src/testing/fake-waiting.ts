import type { Outbound } from '@hub/core';
import { keyOf, type Waiting } from '@hub/schemas';
import type { TenantShare, WaitingMessages } from '../ports.js';

/** The messages that wait, as a topic keeps them. */
export class FakeWaiting implements WaitingMessages {
  readonly rows = new Map<string, Waiting>();
  isFull = false;

  tenants(): readonly string[] {
    return [...new Set([...this.rows.values()].map(({ tenant }) => tenant))];
  }

  find(of: Parameters<WaitingMessages['find']>[0]): Promise<Waiting | null> {
    return Promise.resolve(this.rows.get(keyOf('hub.waiting.v1', of as Waiting)) ?? null);
  }

  of(tenant: string): Promise<readonly Waiting[]> {
    return Promise.resolve([...this.rows.values()].filter((row) => row.tenant === tenant));
  }

  write(waiting: readonly Waiting[]): Promise<void> {
    for (const one of waiting) this.rows.set(keyOf('hub.waiting.v1', one), one);
    return Promise.resolve();
  }

  forget(waiting: readonly Waiting[]): Promise<void> {
    for (const one of waiting) this.rows.delete(keyOf('hub.waiting.v1', one));
    return Promise.resolve();
  }

  /** What handlers return goes to its topic. */
  async take(outbound: readonly Outbound[]): Promise<void> {
    for (const { topic, value } of outbound)
      if (topic === 'hub.waiting.v1') await this.write([value as Waiting]);
  }
}

/** A process that has all tenants. */
export const allTenants: TenantShare = {
  start: () => undefined,
  holds: () => true,
  close: () => Promise.resolve(),
};
