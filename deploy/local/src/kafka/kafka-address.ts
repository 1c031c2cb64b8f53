import { PartError } from '../part-error.js';
import { answers } from '../process/free-port.js';
import type { PartProvider } from '../provider.js';
import type { KafkaPart, KafkaRequest } from './kafka-part.js';

const connectTimeoutMs = 20_000;

/** Brokers that somebody else runs. They are used as they are: how many they are is not our choice. */
export function kafkaByAddress(
  brokers: readonly string[] | undefined,
): PartProvider<KafkaRequest, KafkaPart> {
  return {
    way: 'address',
    async provide() {
      if (brokers === undefined) return { unavailable: 'KAFKA_BROKERS is not set' };
      await requireAnswer(brokers);
      return { brokers, way: 'address', nodes: [], stop: () => Promise.resolve() };
    },
  };
}

async function requireAnswer(brokers: readonly string[]): Promise<void> {
  for (const broker of brokers) {
    const colon = broker.lastIndexOf(':');
    const host = broker.slice(0, colon).replace(/^\[|\]$/g, '');
    if (await answers(host, Number(broker.slice(colon + 1)), connectTimeoutMs)) return;
  }
  throw new PartError(
    `no broker of KAFKA_BROKERS answers`,
    'start that broker, or unset KAFKA_BROKERS to have one started for you',
    { where: brokers.join(', ') },
  );
}
