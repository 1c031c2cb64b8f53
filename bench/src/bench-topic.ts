import { createTopics, type RecordCodec, type TopicCatalogue } from '@hub/kafka';
import kafkajs, { type Admin } from 'kafkajs';

/** As many as topics of documents have. */
const partitions = 6;

export type BenchTopic = {
  readonly name: string;
  /** Records ever written. */
  count(): Promise<number>;
} & AsyncDisposable;

let topics = 0;

/** A topic of a measurement's own, which goes with it: the broker may be a given one. */
export async function benchTopic(
  brokers: readonly string[],
  of: string,
  startedAt: number,
): Promise<BenchTopic> {
  topics += 1;
  const name = `bench.${of}.${startedAt.toString(36)}.${String(topics)}`;
  const topic = { topic: name, numPartitions: partitions, replicationFactor: 1 };
  await createTopics({ brokers, clientId: 'hub.bench' }, [topic]);
  return {
    name,
    count: () =>
      asAdmin(brokers, async (admin) => {
        const offsets = await admin.fetchTopicOffsets(name);
        return offsets.reduce((sum, { high }) => sum + Number(high), 0);
      }),
    [Symbol.asyncDispose]: () =>
      asAdmin(brokers, async (admin) => {
        await admin.deleteTopics({ topics: [name] });
      }),
  };
}

async function asAdmin<T>(
  brokers: readonly string[],
  run: (admin: Admin) => Promise<T>,
): Promise<T> {
  const client = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId: 'bench',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = client.admin();
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.disconnect();
  }
}

/** A topic that is not of the catalogue, keyed as documents are. */
export const benchCatalogue: TopicCatalogue = {
  keyOf: (_topic, value) => String((value as { readonly key?: unknown }).key),
  parkedTopic: (topic) => `${topic}.parked`,
  keyParts: () => 3,
};

/** What a codec has to do beside turning values into bytes and back: nothing of it occurs in a measurement. */
export const neverParked: Pick<RecordCodec, 'encodeParked' | 'decodeParked'> = {
  encodeParked: () => {
    throw new Error('a measurement parks nothing');
  },
  decodeParked: () => {
    throw new Error('a measurement parks nothing');
  },
};
