import { HubError, messageOf } from '@hub/core';
import type { TopicName, TopicValues } from '@hub/schemas';
import { Logger } from '@nestjs/common';
import type { KafkaMessage } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import type { RecordCodec } from '../contract.js';
import { sharedCodec } from '../contract.js';
import { LogReader } from './log-reader.js';

export interface TopicTableOptions<T extends TopicName> extends Connection {
  readonly topic: T;
  readonly codec?: RecordCodec;
  /** Called when the table will not be kept up to date any more; default: log it and exit with code 1. */
  readonly onFatal?: (error: HubError) => void;
}

/** Told of every change after the start; the value is undefined when the key was deleted. */
export type TableListener<Value> = (key: string, value: Value | undefined) => void;

/**
 * A compacted topic as a map: the newest value of every key, in memory, kept up to date.
 *
 * Keys are record keys (`keyOf`). A record that cannot be read is logged and passed over; the last good value stays.
 */
export class TopicTable<T extends TopicName> {
  readonly #options: TopicTableOptions<T>;
  readonly #codec: RecordCodec;
  readonly #log = new Logger('KafkaTable');
  readonly #reader: LogReader;
  readonly #rows = new Map<string, TopicValues[T]>();
  readonly #listeners = new Set<TableListener<TopicValues[T]>>();

  constructor(options: TopicTableOptions<T>) {
    this.#options = options;
    this.#codec = options.codec ?? sharedCodec();
    this.#reader = new LogReader({
      connection: options,
      topics: [options.topic],
      from: 'earliest',
      onRecord: (_topic, _partition, message) => {
        this.#take(message);
      },
      onFatal: (error) => {
        this.#fail(error);
      },
    });
  }

  /** Resolves when everything that is in the topic now has been read. */
  async start(): Promise<void> {
    await this.#reader.start();
    await this.#reader.catchUp();
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): TopicValues[T] | undefined {
    return this.#rows.get(key);
  }

  values(): IterableIterator<TopicValues[T]> {
    return this.#rows.values();
  }

  /** Reads up to the end as of now, so that what was acknowledged before this call is in the table. */
  async catchUp(): Promise<void> {
    await this.#reader.catchUp();
  }

  /** Returns the function that ends listening. */
  onChange(listener: TableListener<TopicValues[T]>): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  #take({ key, value, offset }: KafkaMessage): void {
    const id = key?.toString() ?? '';
    if (value === null) {
      this.#rows.delete(id);
      this.#tell(id, undefined);
      return;
    }
    let row: TopicValues[T];
    try {
      row = this.#codec.decode(this.#options.topic, value) as TopicValues[T];
    } catch (error) {
      const where = `${this.#options.topic} at ${offset}`;
      this.#log.error(`${where}: unreadable, passed over: ${messageOf(error)}`);
      return;
    }
    this.#rows.set(id, row);
    this.#tell(id, row);
  }

  #tell(key: string, value: TopicValues[T] | undefined): void {
    for (const listener of this.#listeners) listener(key, value);
  }

  #fail(cause: Error): void {
    const text = `table of ${this.#options.topic} is not kept up to date any more: ${cause.message}; restart the process`;
    const error = new HubError('KAFKA_READER_CRASHED', text, { cause });
    if (this.#options.onFatal !== undefined) {
      this.#options.onFatal(error);
      return;
    }
    this.#log.error(error.message);
    process.exit(1);
  }
}
