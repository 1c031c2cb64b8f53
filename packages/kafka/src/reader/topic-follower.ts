import { HubError, messageOf } from '@hub/core';
import type { TopicName, TopicValues } from '@hub/schemas';
import { Logger } from '@nestjs/common';
import type { KafkaMessage } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import type { RecordCodec } from '../contract.js';
import { sharedCodec } from '../contract.js';
import { LogReader } from './log-reader.js';

export interface TopicFollowerOptions<T extends TopicName> extends Connection {
  readonly topic: T;
  readonly codec?: RecordCodec;
  /** Called for every record, in order per key; the value is null when the key was deleted. Must not throw. */
  readonly onRecord: (key: string, value: TopicValues[T] | null) => void;
  /** Called when nothing more will be read; default: log it and exit with code 1. */
  readonly onFatal?: ((error: HubError) => void) | undefined;
}

/** Reads a topic from its beginning and goes on with what is written. A record that cannot be read is logged and passed over. */
export class TopicFollower<T extends TopicName> {
  readonly #options: TopicFollowerOptions<T>;
  readonly #codec: RecordCodec;
  readonly #log = new Logger('KafkaTable');
  readonly #reader: LogReader;

  constructor(options: TopicFollowerOptions<T>) {
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

  /** Reads up to the end as of now, so that what was acknowledged before this call was handed over. */
  async catchUp(): Promise<void> {
    await this.#reader.catchUp();
  }

  async close(): Promise<void> {
    await this.#reader.close();
  }

  #take({ key, value, offset }: KafkaMessage): void {
    const id = key?.toString() ?? '';
    const { topic, onRecord } = this.#options;
    if (value === null) {
      onRecord(id, null);
      return;
    }
    let row: TopicValues[T];
    try {
      row = this.#codec.decode(topic, value) as TopicValues[T];
    } catch (error) {
      this.#log.error(`${topic} at ${offset}: unreadable, passed over: ${messageOf(error)}`);
      return;
    }
    onRecord(id, row);
  }

  #fail(cause: Error): void {
    const text = `${this.#options.topic} is not followed any more: ${cause.message}; restart the process`;
    const error = new HubError('KAFKA_READER_CRASHED', text, { cause });
    if (this.#options.onFatal !== undefined) {
      this.#options.onFatal(error);
      return;
    }
    this.#log.error(error.message);
    process.exit(1);
  }
}
