import { setTimeout as delay } from 'node:timers/promises';
import type { HubError, Outcome } from '@hub/core';
import { Logger } from '@nestjs/common';
import { uniqueName } from '@hub/testkit';
import type { ISocketFactory, KafkaMessage } from 'kafkajs';
import { createTopics } from '../admin/create-topics.js';
import { withAdmin } from '../admin/with-admin.js';
import type { Connection } from '../client/create-client.js';
import type { ConsumerLimits } from '../consumer/limits.js';
import type { BatchContext, EventContext } from '../nest/contexts.js';
import type { DeliveryMode } from '../nest/decorators.js';
import { KafkaStrategy } from '../nest/kafka-strategy.js';
import type { PublisherOptions } from '../producer/publisher.js';
import { Publisher } from '../producer/publisher.js';
import { LogReader } from '../reader/log-reader.js';
import { FaultProxy } from './fault-proxy.js';
import type { TestEvent } from './json-contract.js';
import { jsonCodec, testCatalogue } from './json-contract.js';

export const done: Outcome = { kind: 'done', outbound: [] };

type TestHandler = (event: TestEvent, context: EventContext) => unknown;
type TestBatchHandler = (events: readonly TestEvent[], context: BatchContext) => unknown;

export interface Member {
  readonly strategy: KafkaStrategy;
  readonly fatal: readonly HubError[];
  close(): Promise<void>;
}

export interface MemberOptions {
  readonly group: string;
  readonly topic: string;
  readonly handler: TestHandler | TestBatchHandler;
  readonly mode?: DeliveryMode;
  readonly limits?: Partial<ConsumerLimits>;
  readonly publisher?: Publisher;
  readonly socketFactory?: ISocketFactory;
}

/** What contract tests need of a broker: private topics, members of groups, and a look into the logs. */
export class Rig {
  readonly connection: Connection;
  readonly publisher: Publisher;
  readonly #closing: (() => Promise<void>)[] = [];

  constructor(brokers: readonly string[]) {
    // What goes wrong on purpose would fill the report.
    Logger.overrideLogger(['fatal']);
    this.connection = { brokers, clientId: uniqueName('test') };
    this.publisher = this.createPublisher();
  }

  createPublisher(options: Partial<PublisherOptions> = {}): Publisher {
    const publisher = new Publisher({
      ...this.connection,
      codec: jsonCodec,
      catalogue: testCatalogue,
      ...options,
    });
    this.#closing.push(() => publisher.close());
    return publisher;
  }

  /** A proxy before all brokers; gone with the rig, also when a test fails. */
  async proxy(): Promise<FaultProxy> {
    const proxy = await FaultProxy.before(this.connection.brokers);
    this.onClose(() => proxy.close());
    return proxy;
  }

  /** To be done at the end, latest first. */
  onClose(close: () => Promise<void>): void {
    this.#closing.push(close);
  }

  /** Makes a topic of its own, with its parked one. */
  async topic(partitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
    const topic = uniqueName('topic');
    await this.createTopic(topic, partitions, config);
    await this.createTopic(`${topic}.parked`, 1);
    return topic;
  }

  async createTopic(
    topic: string,
    partitions: number,
    config: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await createTopics(this.connection, [
      { topic, numPartitions: partitions, replicationFactor: -1, configEntries },
    ]);
  }

  /** Publishes events numbered from 0 whose keys go round. */
  async publish(topic: string, count: number, keys: readonly string[] = ['a']): Promise<void> {
    const events = Array.from({ length: count }, (_, n) => ({ n, key: keys[n % keys.length] }));
    await this.publisher.publish(events.map((value) => ({ topic, value })));
  }

  /** Joins a group with one handler. */
  async member(options: MemberOptions): Promise<Member> {
    const fatal: HubError[] = [];
    const strategy = new KafkaStrategy({
      ...this.connection,
      ...(options.socketFactory === undefined ? {} : { socketFactory: options.socketFactory }),
      groupId: options.group,
      publisher: options.publisher ?? this.publisher,
      codec: jsonCodec,
      catalogue: testCatalogue,
      limits: { retryFirstMs: 40, retryMaxMs: 80, commitIntervalMs: 100, ...options.limits },
      onFatal: (error) => fatal.push(error),
    });
    const { topic, handler, mode = 'event' } = options;
    strategy.addHandler(topic, handler as never, true, { mode });
    const close = (): Promise<void> => strategy.close();
    this.#closing.push(close);
    await new Promise<void>((resolve, reject) => {
      strategy.listen((error) => {
        if (error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error('not listening'));
      });
    });
    return { strategy, fatal, close };
  }

  /** The committed offset of every partition, -1 where there is none. */
  async committed(group: string, topic: string): Promise<number[]> {
    return await withAdmin(this.connection, async (admin) => {
      const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      return (offsets?.partitions ?? [])
        .toSorted((a, b) => a.partition - b.partition)
        .map(({ offset }) => Number(offset));
    });
  }

  /** Everything a topic holds now, partition by partition in order. */
  async messages(topic: string): Promise<(KafkaMessage & { readonly partition: number })[]> {
    const found: (KafkaMessage & { readonly partition: number })[] = [];
    const reader = new LogReader({
      connection: this.connection,
      topics: [topic],
      from: 'earliest',
      onRecord: (_topic, partition, message) => found.push({ ...message, partition }),
      onFatal: (error) => {
        throw error;
      },
    });
    await reader.start();
    await reader.catchUp();
    await reader.close();
    return found;
  }

  /** The events a topic holds now. */
  async events(topic: string): Promise<TestEvent[]> {
    const messages = await this.messages(topic);
    return messages.map(({ value }) => JSON.parse(value?.toString() ?? 'null') as TestEvent);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
  }
}

/** A handler can be made to wait, and told to go on. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Work that takes its time; the time itself is what is tested, so no fake clock. */
export async function work(ms: number): Promise<void> {
  await delay(ms);
}
