import { loadPartsConfig } from '../config.js';
import { firstFound, toStandardError } from '../provider.js';
import { kafkaByAddress } from './kafka-address.js';
import { kafkaByContainer } from './kafka-container.js';
import { kafkaByProcess } from './kafka-process.js';
import type { KafkaOptions, KafkaPart } from './kafka-part.js';

/**
 * Gets a real Kafka: at the address in KAFKA_BROKERS, from a Docker engine, or as processes of our
 * own, first found wins. What it starts ends with `stop()`, and also when this process ends in any
 * other way. Throws a PartError that says how to mend it.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaPart> {
  const config = loadPartsConfig();
  const { brokers = 1, log = toStandardError, onlyWay = config.onlyWay } = options;
  const providers = [
    kafkaByAddress(config.kafkaBrokers),
    kafkaByContainer(config),
    kafkaByProcess(config),
  ];
  return await firstFound(providers, { brokers, log }, { name: 'kafka', onlyWay, log });
}
