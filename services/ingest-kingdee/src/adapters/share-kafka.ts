import { Membership, partitionOf, type Connection, type Publisher } from '@hub/kafka';
import { keyOf, topics, type Hint } from '@hub/schemas';
import type { HubError } from '@hub/core';
import type { Now, Share } from '../ports.js';

const topic = 'hub.hint.v1';

export interface KafkaShareOptions {
  readonly connection: Connection;
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly clock: Now;
  readonly onFatal: (error: HubError) => void;
}

/**
 * Accounts are shared as the partitions of the hints are: an account belongs to the partition its key leads to, and the
 * member of the group that has the partition reads the account. So hints arrive where they are needed.
 */
export class KafkaShare implements Share {
  readonly #options: KafkaShareOptions;
  #membership: Membership<typeof topic> | null = null;

  constructor(options: KafkaShareOptions) {
    this.#options = options;
  }

  async start(listener: Parameters<Share['start']>[0]): Promise<void> {
    const { connection, onFatal } = this.#options;
    this.#membership = new Membership({
      ...connection,
      topic,
      groupId: 'hub.ingest-kingdee',
      onAssigned: (ours, kept) => {
        listener.assigned({
          ours: (account) => ours.has(placeOf(account)),
          kept: (account) => kept.has(placeOf(account)),
        });
      },
      onSuspended: listener.suspended,
      onRecord: ({ account, form }) => {
        listener.hinted(account, form);
      },
      onFatal,
    });
    await this.#membership.start();
  }

  holds(account: string): boolean {
    return this.#membership?.holds(placeOf(account)) ?? false;
  }

  async hint(account: string, form: string | null): Promise<void> {
    const value: Hint = { account, form, at: this.#options.clock.now() };
    await this.#options.publisher.publish([{ topic, value }]);
  }

  async close(): Promise<void> {
    await this.#membership?.close();
  }
}

function placeOf(account: string): number {
  return partitionOf(keyOf(topic, { account, form: null, at: 0 }), topics[topic].partitions);
}
