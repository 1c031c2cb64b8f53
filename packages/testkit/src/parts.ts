import {
  startKafka,
  startRedis,
  type KafkaOptions,
  type KafkaPart,
  type RedisPart,
} from '@hub/local';

/** Progress of parts is of no interest in a test's output; their faults are thrown. */
const quiet = (): void => undefined;

/**
 * A real Kafka broker: the one at KAFKA_BROKERS, else one that is started for this test file.
 * Stop it in `after`; that does nothing to a given one.
 *
 * Names of topics and groups must be a test's own (`uniqueName`), because test files share the broker.
 */
export async function testKafka(options: KafkaOptions = {}): Promise<KafkaPart> {
  return startKafka({ log: quiet, ...options });
}

/** A real Redis: the one at REDIS_URL, else one that is started for this test file. Stop it in `after`. */
export async function testRedis(): Promise<RedisPart> {
  return startRedis({ log: quiet });
}

let names = 0;

/** A name that no other test uses, in this run or one beside it. */
export function uniqueName(prefix: string): string {
  names += 1;
  return `${prefix}-${String(process.pid)}-${Date.now().toString(36)}-${String(names)}`;
}
