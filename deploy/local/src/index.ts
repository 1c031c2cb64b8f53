export { forget as release, watch as guard, type Guarded } from './process/guardian.js';
export { requireChromium } from './chromium.js';
export { startKafka } from './kafka/start-kafka.js';
export type { KafkaNode, KafkaOptions, KafkaPart } from './kafka/kafka-part.js';
export { startRedis } from './redis/start-redis.js';
export type { RedisOptions, RedisPart } from './redis/redis-part.js';
export { requireNode } from './node-version.js';
export { PartError } from './part-error.js';
export type { Log, Way } from './provider.js';
