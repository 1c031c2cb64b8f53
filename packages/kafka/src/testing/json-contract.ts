import { HubError } from '@hub/core';
import type { Parked } from '@hub/schemas';
import type { RecordCodec, TopicCatalogue } from '../contract.js';

/** An event of a test's own topic: keyed by `key`, numbered by `n`. */
export interface TestEvent {
  readonly key: string;
  readonly n: number;
  readonly tenant?: string;
  readonly text?: string;
}

/** JSON instead of Avro, so that tests can have topics of their own. */
export const jsonCodec: RecordCodec = {
  encode: (topic, value) => {
    if ('refuse' in value) throw new HubError('AVRO_INVALID_VALUE', `${topic}: does not fit`);
    return Buffer.from(JSON.stringify(value));
  },
  decode: (topic, bytes) => {
    try {
      return JSON.parse(bytes.toString()) as unknown;
    } catch (error) {
      throw new HubError('AVRO_MALFORMED', `${topic}: not JSON`, { cause: error });
    }
  },
  encodeParked: (parked) =>
    Buffer.from(
      JSON.stringify({
        ...parked,
        key: parked.key?.toString('base64') ?? null,
        value: parked.value?.toString('base64') ?? null,
      }),
    ),
  decodeParked: (bytes) => {
    const read = JSON.parse(bytes.toString()) as Parked & { key: string; value: string | null };
    return {
      ...read,
      key: Buffer.from(read.key, 'base64'),
      value: read.value === null ? null : Buffer.from(read.value, 'base64'),
    };
  },
};

/** Topics of tests are keyed by `key`, and park beside themselves. */
export const testCatalogue: TopicCatalogue = {
  keyOf: (_topic, value) => (value as TestEvent).key,
  parkedTopic: (topic) => `${topic}.parked`,
  keyParts: (topic) => (topic.includes('document-node') ? 4 : 3),
};
