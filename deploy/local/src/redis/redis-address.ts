import { PartError } from '../part-error.js';
import { answers } from '../process/free-port.js';
import type { PartProvider } from '../provider.js';
import type { RedisPart, RedisRequest } from './redis-part.js';

const connectTimeoutMs = 20_000;

/** A Redis that somebody else runs. */
export function redisByAddress(url: string | undefined): PartProvider<RedisRequest, RedisPart> {
  return {
    way: 'address',
    async provide() {
      if (url === undefined) return { unavailable: 'REDIS_URL is not set' };

      const { hostname, port } = new URL(url);
      const where = `${hostname}:${port === '' ? '6379' : port}`;
      if (!(await answers(hostname, port === '' ? 6379 : Number(port), connectTimeoutMs))) {
        throw new PartError(
          'the Redis of REDIS_URL does not answer',
          'start it, or unset REDIS_URL to have one started for you',
          { where },
        );
      }
      return { url, way: 'address', stop: () => Promise.resolve() };
    },
  };
}
