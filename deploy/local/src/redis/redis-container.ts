import { openEngine } from '../docker/open-engine.js';
import type { PartProvider } from '../provider.js';
import type { RedisPart, RedisRequest } from './redis-part.js';

const startupTimeoutMs = 60_000;
const port = 6379;

export interface RedisContainerSettings {
  readonly redisImage: string;
  readonly ryukImage: string;
  readonly dockerHost: string | undefined;
}

/** A Redis in a container, from any image with `redis-server` on the PATH. */
export function redisByContainer(
  settings: RedisContainerSettings,
): PartProvider<RedisRequest, RedisPart> {
  return {
    way: 'container',
    async provide({ log }) {
      const { redisImage: image, ryukImage, dockerHost } = settings;
      const open = await openEngine({ image, ryukImage, dockerHost, log });
      if ('unavailable' in open) return open;
      return await start(open.engine, image);
    },
  };
}

async function start(engine: string, image: string): Promise<RedisPart> {
  const { containerHost, GuardedContainer } = await import('../docker/guarded-container.js');
  const { Wait } = await import('testcontainers');

  const redis = new GuardedContainer(engine, image);
  const container = await redis
    // Protected mode would refuse everybody who comes through the published port.
    .withEntrypoint(['redis-server', '--protected-mode', 'no', '--save', '', '--appendonly', 'no'])
    .withCommand([])
    .withExposedPorts(port)
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'))
    .withStartupTimeout(startupTimeoutMs)
    .startGuarded();
  let stopped: Promise<void> | undefined;
  return {
    url: `redis://${await containerHost()}:${String(container.getMappedPort(port))}`,
    way: 'container',
    stop: () => (stopped ??= redis.remove(container)),
  };
}
