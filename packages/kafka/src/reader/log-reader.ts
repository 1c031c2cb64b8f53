import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { HubError, messageOf, systemClock } from '@hub/core';
import type { Batch, Consumer, KafkaMessage } from 'kafkajs';
import { readLogEnds, type LogEnd } from '../admin/log-ends.js';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';
import { Watchdog } from '../consumer/watchdog.js';

export interface LogReaderOptions {
  readonly connection: Connection;
  readonly topics: readonly string[];
  /** `earliest`: everything the logs hold; `latest`: what is written from now on. */
  readonly from: 'earliest' | 'latest';
  /** Called for every record, in order per partition. Must not throw. */
  readonly onRecord: (topic: string, partition: number, message: KafkaMessage) => void;
  /** Called when the reader has stopped for good. */
  readonly onFatal: (error: Error) => void;
}

/** How long a broker holds back an empty answer, in milliseconds. */
const fetchWaitMs = 100;
/** Without a fetch or a heartbeat for so long the reader is taken for dead, in milliseconds. */
const silenceMaxMs = 60_000;
/** Reading on without getting any further for so long is a fault, in milliseconds. */
const standstillMaxMs = 30_000;

/** Reads whole topics by itself: a group of its own, nothing is ever committed. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #log = new Logger('KafkaReader');
  readonly #consumer: Consumer;
  /** Next offset per `topic/partition`. */
  readonly #positions = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  readonly #watchdog: Watchdog;

  constructor(options: LogReaderOptions) {
    const { connection } = options;
    this.#options = options;
    this.#watchdog = new Watchdog(systemClock, silenceMaxMs, (what) => {
      options.onFatal(new Error(`no ${what} for ${String(silenceMaxMs / 1_000)} s`));
    });
    const retry = { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5 };
    this.#consumer = createClient(connection, { retry }).consumer({
      groupId: `${connection.clientId}.reader.${randomUUID()}`,
      allowAutoTopicCreation: false,
      sessionTimeout: 15_000,
      maxWaitTimeInMs: fetchWaitMs,
      metadataMaxAge: 60_000,
      retry,
    });
  }

  /** Resolves when reading has begun. Records written later are certain to be seen, also from `latest`. */
  async start(): Promise<void> {
    const { topics, from } = this.#options;
    for (const end of await this.#ends()) {
      this.#positions.set(keyOf(end), from === 'earliest' ? end.low : end.high);
    }
    this.#listen();
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        if (payload.isStale()) return;
        this.#read(payload.batch);
        payload.resolveOffset(payload.batch.lastOffset());
      },
    });
    void this.#watchdog.watch();
  }

  /**
   * Resolves when everything that is in the logs now has been read.
   *
   * @throws HubError KAFKA_READER_BEHIND, retryable, when reading does not get any further
   */
  async catchUp(): Promise<void> {
    const ends = await this.#ends();
    while (!ends.every((end) => this.#hasReached(end))) await this.#progress();
  }

  async close(): Promise<void> {
    this.#watchdog.stop();
    await this.#consumer.disconnect();
  }

  #listen(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.FETCH, () => {
      this.#watchdog.fetched();
    });
    this.#consumer.on(events.HEARTBEAT, () => {
      this.#watchdog.heartBeat();
    });
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#watchdog.groupChanged();
      for (const [topic, partitions] of Object.entries(payload.memberAssignment)) {
        for (const partition of partitions) this.#seek(topic, partition);
      }
    });
    // Batches of nothing but control records are never handed over; their end is told here alone.
    this.#consumer.on(events.END_BATCH_PROCESS, ({ payload }) => {
      this.#advance(payload.topic, payload.partition, Number(payload.lastOffset) + 1);
    });
    this.#consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      if (!restart) this.#options.onFatal(error);
    });
  }

  #seek(topic: string, partition: number): void {
    const position = this.#positions.get(keyOf({ topic, partition }));
    if (position === undefined) return;
    this.#consumer.seek({ topic, partition, offset: String(position) });
  }

  #read(batch: Batch): void {
    const { topic, partition } = batch;
    for (const message of batch.messages) {
      try {
        this.#options.onRecord(topic, partition, message);
      } catch (error) {
        this.#log.error(`${topic} at ${message.offset}: not taken in: ${messageOf(error)}`);
      }
    }
    this.#advance(topic, partition, Number(batch.lastOffset()) + 1);
  }

  #advance(topic: string, partition: number, position: number): void {
    this.#positions.set(keyOf({ topic, partition }), position);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #hasReached(end: LogEnd): boolean {
    return end.high === end.low || (this.#positions.get(keyOf(end)) ?? 0) >= end.high;
  }

  /** Resolves when any partition got further. */
  async #progress(): Promise<void> {
    const standstill = new AbortController();
    const progress = new Promise<void>((resolve) => this.#waiting.add(resolve));
    const tooLong = delay(standstillMaxMs, null, { signal: standstill.signal }).then(
      () => true,
      () => false,
    );
    const isTooLong = await Promise.race([progress.then(() => false), tooLong]);
    standstill.abort();
    if (!isTooLong) return;
    const text = `${this.#options.topics.join(', ')}: nothing could be read for ${String(standstillMaxMs)} ms; are the brokers up?`;
    throw new HubError('KAFKA_READER_BEHIND', text, { retryable: true });
  }

  #ends(): Promise<readonly LogEnd[]> {
    return readLogEnds(this.#options.connection, this.#options.topics);
  }
}

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${String(partition)}`;
}
