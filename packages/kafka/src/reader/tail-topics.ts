import { Logger } from '@nestjs/common';
import { HubError, messageOf } from '@hub/core';
import type { Parked } from '@hub/schemas';
import type { KafkaMessage } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { headersOf } from '../consumer/delivery.js';
import type { RecordCodec } from '../contract.js';
import { sharedCodec } from '../contract.js';
import { LogReader } from './log-reader.js';

/** A record as a person wants to see it. */
export interface TailedRecord {
  readonly topic: string;
  readonly partition: number;
  /** Decimal text. */
  readonly offset: string;
  /** When it was written, UTC milliseconds. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The decoded value; null for a tombstone, for a parked record, and when it cannot be read. */
  readonly value: unknown;
  /** Set for records of parked topics. */
  readonly parked: Parked | null;
  /** Why the value cannot be read. */
  readonly fault: HubError | null;
}

export interface TailOptions extends Connection {
  readonly topics: readonly string[];
  readonly from: 'earliest' | 'latest';
  readonly onRecord: (record: TailedRecord) => void;
  readonly codec?: RecordCodec;
}

/** Shows topics as they grow. Resolves when reading has begun: what is written afterwards is certain to be shown. */
export async function tailTopics(
  options: TailOptions,
): Promise<{ close(): Promise<void>; catchUp(): Promise<void> }> {
  const codec = options.codec ?? sharedCodec();
  const log = new Logger('KafkaTail');
  const reader = new LogReader({
    connection: options,
    topics: options.topics,
    from: options.from,
    onRecord: (topic, partition, message) => {
      options.onRecord(tailed(codec, topic, partition, message));
    },
    onFatal: (error) => {
      log.error(`nothing more will be shown: ${error.message}`);
    },
  });
  await reader.start();
  return { close: () => reader.close(), catchUp: () => reader.catchUp() };
}

function tailed(
  codec: RecordCodec,
  topic: string,
  partition: number,
  message: KafkaMessage,
): TailedRecord {
  const content: { value: unknown; parked: Parked | null; fault: HubError | null } = {
    value: null,
    parked: null,
    fault: null,
  };
  try {
    if (message.value !== null && topic.endsWith('.parked')) {
      content.parked = codec.decodeParked(message.value);
    } else if (message.value !== null) {
      content.value = codec.decode(topic, message.value);
    }
  } catch (error) {
    content.fault =
      error instanceof HubError ? error : new HubError('KAFKA_UNREADABLE', messageOf(error));
  }
  return {
    topic,
    partition,
    offset: message.offset,
    timestamp: Number(message.timestamp),
    key: message.key?.toString() ?? null,
    headers: headersOf(message),
    ...content,
  };
}
