import type { Clock } from '@hub/core';
import { TopicTable, type Connection, type Publisher } from '@hub/kafka';
import type { QuotaCheckpoints, QuotaCount } from '@hub/redis';
import { keyOf, type Quota } from '@hub/schemas';

const topic = 'hub.quota.v1';

export interface KafkaQuotaCheckpointsOptions extends Connection {
  readonly publisher: Pick<Publisher, 'publish'>;
  readonly clock: Clock;
}

/** Counts of the month in a compacted topic, for when Redis has lost them. */
export class KafkaQuotaCheckpoints implements QuotaCheckpoints {
  readonly #table: TopicTable<typeof topic>;
  readonly #options: KafkaQuotaCheckpointsOptions;

  constructor(options: KafkaQuotaCheckpointsOptions) {
    this.#options = options;
    const { brokers, clientId } = options;
    this.#table = new TopicTable({ brokers, clientId, topic });
  }

  start(): Promise<void> {
    return this.#table.start();
  }

  /** The larger of each day stands: while Redis is away a process knows less than all of them did. */
  async save(counts: readonly QuotaCount[]): Promise<void> {
    const at = this.#options.clock.now();
    await this.#options.publisher.publish(
      counts.map((count) => {
        const kept = this.#kept(count);
        const length = Math.max(count.days.length, kept?.days.length ?? 0);
        const days = Array.from({ length }, (_, day) =>
          Math.max(count.days[day] ?? 0, kept?.days[day] ?? 0),
        );
        const essential = Math.max(count.essential, kept?.essential ?? 0);
        return { topic, value: { ...count, days, essential, at } satisfies Quota };
      }),
    );
  }

  async load(
    organisation: string,
    month: string,
    kind: QuotaCount['kind'],
  ): Promise<QuotaCount | null> {
    await this.#table.catchUp();
    const kept = this.#kept({ organisation, month, kind });
    return kept === undefined ? null : { ...kept, kind };
  }

  close(): Promise<void> {
    return this.#table.close();
  }

  /** Only the fields of the key are looked at. */
  #kept(of: Pick<QuotaCount, 'organisation' | 'month' | 'kind'>): Quota | undefined {
    return this.#table.get(keyOf(topic, of as Quota));
  }
}
