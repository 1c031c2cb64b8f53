import { HubError, messageOf } from '@hub/core';
import { Membership, partitionOf, type Connection } from '@hub/kafka';
import { topics } from '@hub/schemas';
import type { TenantShare } from '../ports.js';

const topic = 'hub.waiting.v1';

export interface KafkaTenantShareOptions {
  readonly connection: Connection;
  readonly sessionTimeoutMs: number;
  readonly onFatal: (error: HubError) => void;
}

/** Tenants are shared as the members of a group share partitions: each one's bundles are packed by one process. */
export class KafkaTenantShare implements TenantShare {
  readonly #membership: Membership<typeof topic>;
  readonly #onFatal: (error: HubError) => void;
  #closed = false;

  constructor({ connection, sessionTimeoutMs, onFatal }: KafkaTenantShareOptions) {
    const nothing = (): void => undefined;
    this.#onFatal = onFatal;
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

  /** Joins in the background: nothing is ours until then, and nobody has to wait for it. */
  start(): void {
    this.#membership.start().catch((error: unknown) => {
      if (!this.#closed) this.#onFatal(asFault(error));
    });
  }

  holds(tenant: string): boolean {
    return this.#membership.holds(partitionOf(tenant, topics[topic].partitions));
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#membership.close();
  }
}

function asFault(error: unknown): HubError {
  if (error instanceof HubError) return error;
  return new HubError('KAFKA_GROUP_NOT_JOINED', messageOf(error), { cause: error });
}
