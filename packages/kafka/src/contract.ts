import { createCodec } from '@hub/avro';
import type { Parked, TopicName, TopicValues } from '@hub/schemas';
import { keyOf, parkedTopic, topics } from '@hub/schemas';

/** How values become bytes and back. The codec of `@hub/avro` is one; tests with topics of their own bring another. */
export interface RecordCodec {
  encode(topic: string, value: object): Buffer;
  decode(topic: string, bytes: Buffer): unknown;
  encodeParked(value: Parked): Buffer;
  decodeParked(bytes: Buffer): Parked;
}

/** What the transport asks the topic catalogue. The default reads `schemas/topics.json`. */
export interface TopicCatalogue {
  /** Record key of a value. */
  keyOf(topic: string, value: object): string;
  /** Topic where messages of this topic are set aside; throws when nothing of it is ever parked. */
  parkedTopic(topic: string): string;
  /** How many parts the record key has. */
  keyParts(topic: string): number;
}

export const catalogueOfSchemas: TopicCatalogue = {
  keyOf: (topic, value) => keyOf(topic as TopicName, value as TopicValues[TopicName]),
  parkedTopic: (topic) => parkedTopic(topic as TopicName),
  keyParts: (topic) => topics[topic as TopicName].key.length,
};

let shared: RecordCodec | undefined;

/** The codec of all catalogue topics; it is built once a process, on first use. */
export function sharedCodec(): RecordCodec {
  shared ??= createCodec() as RecordCodec;
  return shared;
}
