import type { Clock, Outbound } from '@hub/core';
import { HubError, messageOf, systemClock } from '@hub/core';
import type { Parked } from '@hub/schemas';
import { withAdmin } from '../admin/with-admin.js';
import type { Connection } from '../client/create-client.js';
import type { RecordCodec, TopicCatalogue } from '../contract.js';
import { catalogueOfSchemas, sharedCodec } from '../contract.js';
import { headers as names } from '../telemetry/attributes.js';
import { PublisherTelemetry } from '../telemetry/publisher-telemetry.js';
import { createProducer } from './create-producer.js';
import { routingKey } from './routing.js';
import type { OutgoingRecord, WriterLimits } from './topic-writer.js';
import { TopicWriter } from './topic-writer.js';

export interface PublisherOptions extends Connection {
  readonly codec?: RecordCodec;
  readonly catalogue?: TopicCatalogue;
  readonly clock?: Clock;
  /** How long the first record of a batch waits for others, in milliseconds; default 2. */
  readonly lingerMs?: number;
  /** Records in one batch at most; default 500. */
  readonly recordsMax?: number;
  /** Bytes in one batch at most, and of one record; default 900,000, below the broker's limit of 1 MiB. */
  readonly bytesMax?: number;
  /**
   * How often a write is tried again before the caller is told, after 0.1, 0.2, 0.4 … 3 s; default 10, which is about
   * 20 s. The leader of a dead broker's partitions is replaced well within that.
   */
  readonly retriesMax?: number;
  /** Bytes that may wait per topic, beyond which callers wait their turn; default 32 MiB. */
  readonly queueBytesMax?: number;
}

/**
 * Writes events to their topics: at least once, in order per key, acknowledged by all in-sync replicas.
 *
 * The record key follows from the catalogue. Headers are filled in where the caller gave none: `traceparent` from the
 * active span, `tenant` and `priority` from the value, `occurred-at` with the time of the change or else of the call.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #codec: RecordCodec;
  readonly #catalogue: TopicCatalogue;
  readonly #clock: Clock;
  readonly #limits: WriterLimits;
  readonly #telemetry = new PublisherTelemetry();
  readonly #writers = new Map<string, TopicWriter>();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#codec = options.codec ?? sharedCodec();
    this.#catalogue = options.catalogue ?? catalogueOfSchemas;
    this.#clock = options.clock ?? systemClock;
    this.#limits = {
      lingerMs: options.lingerMs ?? 2,
      recordsMax: options.recordsMax ?? 500,
      bytesMax: options.bytesMax ?? 900_000,
      queueBytesMax: options.queueBytesMax ?? 32 * 1024 * 1024,
    };
  }

  /**
   * Proves that a broker answers, and connects the writers of the given topics so that the first event does not wait.
   *
   * @throws HubError KAFKA_UNREACHABLE
   */
  async connect(topics: readonly string[] = []): Promise<void> {
    try {
      await withAdmin(this.#options, (admin) => admin.describeCluster());
    } catch (error) {
      const where = this.#options.brokers.join(', ');
      throw new HubError(
        'KAFKA_UNREACHABLE',
        `no Kafka broker answers at ${where}: ${messageOf(error)}; start it or correct KAFKA_BROKERS`,
        { retryable: true, cause: error },
      );
    }
    await Promise.all(topics.map((topic) => this.#writer(topic).connect()));
  }

  /**
   * Resolves when every record is acknowledged; the order of records with equal keys is kept.
   *
   * @throws HubError retryable when the brokers did not acknowledge (some records may be stored); not retryable when
   *   a value does not fit its schema (AVRO_…) or is too large (KAFKA_RECORD_TOO_LARGE).
   */
  async publish(outbound: readonly Outbound[]): Promise<void> {
    const [first] = outbound;
    if (first === undefined) return;
    if (outbound.every(({ topic }) => topic === first.topic)) {
      await this.#write(first.topic, outbound);
      return;
    }
    const topics = [...new Set(outbound.map(({ topic }) => topic))];
    const writes = topics.map((topic) =>
      this.#write(
        topic,
        outbound.filter((one) => one.topic === topic),
      ),
    );
    for (const result of await Promise.allSettled(writes)) {
      if (result.status === 'rejected') throw result.reason;
    }
  }

  /**
   * Writes tombstones: a compacted topic forgets the records with the keys of these values.
   *
   * @throws HubError as `publish` does
   */
  async forget(topic: string, values: readonly object[]): Promise<void> {
    if (values.length === 0) return;
    await this.#telemetry.send(topic, values.length, async () => {
      const keyParts = this.#catalogue.keyParts(topic);
      const records = values.map((value) => {
        const key = this.#catalogue.keyOf(topic, value);
        return { key, value: null, headers: {}, routing: routingKey(key, keyParts) };
      });
      await this.#writer(topic).write(records);
    });
  }

  /** Sets a message aside in the parked topic of where it came from, under the key it had. */
  async park(parked: Parked): Promise<void> {
    const topic = this.#catalogue.parkedTopic(parked.topic);
    const value = this.#codec.encodeParked(parked);
    const key = parked.key === null ? null : Buffer.from(parked.key);
    const routing = key?.toString() ?? '';
    const tenant = routing.split('/', 1)[0] ?? '';
    await this.#telemetry.send(topic, 1, async (traceparent) => {
      const trace = parked.traceparent ?? traceparent;
      const headers = { [names.tenant]: tenant, ...(trace ? { [names.traceparent]: trace } : {}) };
      await this.#writer(topic).write([{ key, value, headers, routing }]);
    });
  }

  /** Writes what is queued and disconnects. */
  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  async #write(topic: string, outbound: readonly Outbound[]): Promise<void> {
    await this.#telemetry.send(topic, outbound.length, async (traceparent) => {
      const keyParts = this.#catalogue.keyParts(topic);
      const records = outbound.map((one) => this.#record(one, keyParts, traceparent));
      await this.#writer(topic).write(records);
    });
  }

  #record(
    { topic, value, headers: given }: Outbound,
    keyParts: number,
    traceparent: string | undefined,
  ): OutgoingRecord {
    const key = this.#catalogue.keyOf(topic, value);
    const fields = value as Readonly<Record<string, unknown>>;
    const headers: Record<string, string> = {
      [names.occurredAt]: String(occurredAt(fields) ?? this.#clock.now()),
    };
    if (traceparent !== undefined) headers[names.traceparent] = traceparent;
    if (typeof fields['tenant'] === 'string') headers[names.tenant] = fields['tenant'];
    if (typeof fields['priority'] === 'string') headers[names.priority] = fields['priority'];
    if (given !== undefined) Object.assign(headers, given);
    return {
      key,
      value: this.#codec.encode(topic, value),
      headers,
      routing: routingKey(key, keyParts),
    };
  }

  #writer(topic: string): TopicWriter {
    let writer = this.#writers.get(topic);
    if (writer === undefined) {
      writer = new TopicWriter({
        topic,
        limits: this.#limits,
        clock: this.#clock,
        createProducer: (leaders) =>
          createProducer(this.#options, leaders, this.#options.retriesMax ?? 10),
      });
      this.#writers.set(topic, writer);
    }
    return writer;
  }
}

/** The change in the ERP is when a document event occurred; other values say when they were made in `at`. */
function occurredAt(fields: Readonly<Record<string, unknown>>): number | undefined {
  const time = fields['modifiedAt'] ?? fields['at'];
  return typeof time === 'number' ? time : undefined;
}
