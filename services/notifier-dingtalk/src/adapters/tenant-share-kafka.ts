import type { HubError } from '@hub/core';
import { Membership, partitionOf, type Connection } from '@hub/kafka';
import { topics } from '@hub/schemas';
import type { TenantShare } from '../bundle-rounds.js';

const topic = 'hub.waiting.v1';

export interface KafkaTenantShareOptions {
  readonly connection: Connection;
  readonly sessionTimeoutMs: number;
  readonly onFatal: (error: HubError) => void;
}

/** Tenants are shared as the members of a group share partitions: each one's bundles are packed by one process. */
export class KafkaTenantShare implements TenantShare {
  readonly #membership: Membership<typeof topic>;

  constructor({ connection, sessionTimeoutMs, onFatal }: KafkaTenantShareOptions) {
    const nothing = (): void => undefined;
    this.#membership = new Membership({
      ...connection,
      topic,
      sessionTimeoutMs,
      groupId: 'hub.notifier-dingtalk.bundles',
      onAssigned: nothing,
      onSuspended: nothing,
      onRecord: nothing,
      onFatal,
    });
  }

  start(): Promise<void> {
    return this.#membership.start();
  }

  holds(tenant: string): boolean {
    return this.#membership.holds(partitionOf(tenant, topics[topic].partitions));
  }

  close(): Promise<void> {
    return this.#membership.close();
  }
}
