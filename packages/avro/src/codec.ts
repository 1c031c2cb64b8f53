import { HubError } from '@hub/core';
import { topics } from '@hub/schemas';
import type { Parked, TopicName, TopicValues } from '@hub/schemas';
import { SchemaCodec, Scratch } from './schema-codec.js';
import { lockedIds } from './schema-ids.js';
import type { SchemaIds } from './schema-ids.js';

export interface CodecOptions {
  /** Which schema an id means; default the locked table. */
  readonly ids?: SchemaIds;
  /** Longest encoded value, frame included, in bytes; default 1 MiB. */
  readonly bytesMax?: number;
  /** Most array and map items in one value; default 100,000. */
  readonly itemsMax?: number;
}

/**
 * Turns values into bytes and back: byte 0, four bytes of schema id, Avro body (Confluent wire format).
 *
 * Faults are HubErrors and never retryable: AVRO_INVALID_VALUE (names the field), AVRO_TOO_LARGE, AVRO_NOT_FRAMED,
 * AVRO_UNKNOWN_SCHEMA, AVRO_MALFORMED.
 */
export interface Codec {
  encode<T extends TopicName>(topic: T, value: TopicValues[T]): Buffer;
  /** Older versions are read into the newest one; their missing fields get their defaults. */
  decode<T extends TopicName>(topic: T, bytes: Buffer): TopicValues[T];
  /** Encodes what goes to a parked topic. */
  encodeParked(value: Parked): Buffer;
  decodeParked(bytes: Buffer): Parked;
}

const scratchBytes = 64 * 1024;

/** Builds the codec of every topic; do this once a process. */
export function createCodec({
  ids = lockedIds(),
  bytesMax = 1024 * 1024,
  itemsMax = 100_000,
}: CodecOptions = {}): Codec {
  const scratch = new Scratch(Math.min(scratchBytes, bytesMax));
  const codecOf = (schema: string): SchemaCodec => {
    const newest = ids.newest(schema);
    if (!newest)
      throw new HubError('AVRO_UNKNOWN_SCHEMA', `${schema}: no schema of this name is locked`);
    return new SchemaCodec(newest, ids, { bytesMax, itemsMax }, scratch);
  };
  const codecs = new Map(Object.values(topics).map(({ name, schema }) => [name, codecOf(schema)]));
  const parked = codecOf('hub.parked.v1');

  const of = (topic: TopicName): SchemaCodec => {
    const codec = codecs.get(topic);
    if (!codec)
      throw new HubError('AVRO_UNKNOWN_SCHEMA', `${topic}: no such topic in schemas/topics.json`);
    return codec;
  };
  return {
    encode: (topic, value) => of(topic).encode(value),
    decode: <T extends TopicName>(topic: T, bytes: Buffer) =>
      of(topic).decode(bytes) as TopicValues[T],
    encodeParked: (value) => parked.encode(value),
    decodeParked: (bytes) => parked.decode(bytes) as Parked,
  };
}
