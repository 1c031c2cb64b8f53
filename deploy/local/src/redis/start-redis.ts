import { loadPartsConfig } from '../config.js';
import { firstFound, toStandardError } from '../provider.js';
import { redisByAddress } from './redis-address.js';
import { redisByContainer } from './redis-container.js';
import type { RedisOptions, RedisPart } from './redis-part.js';
import { redisByProcess } from './redis-process.js';

/**
 * Gets a real Redis: at the address in REDIS_URL, from a Docker engine, or as a process of our own,
 * first found wins. What it starts ends with `stop()`, and also when this process ends in any other
 * way. Throws a PartError that says how to mend it.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisPart> {
  const config = loadPartsConfig();
  const { log = toStandardError, onlyWay = config.onlyWay } = options;
  const providers = [
    redisByAddress(config.redisUrl),
    redisByContainer(config),
    redisByProcess(config),
  ];
  return await firstFound(providers, { log }, { name: 'redis', onlyWay, log });
}
