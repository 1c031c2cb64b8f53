import { homedir } from 'node:os';
import { join } from 'node:path';

import { PartError } from './part-error.js';
import { ways, type Way } from './provider.js';

export interface PartsConfig {
  /** `host:port` of brokers that already run. */
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly redisUrl: string | undefined;
  readonly onlyWay: Way | undefined;
  readonly kafkaImage: string;
  readonly redisImage: string;
  /** Testcontainers' cleaner; the default is the one that its pinned version asks for. */
  readonly ryukImage: string;
  readonly dockerHost: string | undefined;
  /** Jars survive a fresh clone, so they live with the user, not with the repository. */
  readonly cacheDirectory: string;
  readonly javaHome: string | undefined;
  readonly path: string;
}

/** Reads where parts may come from. Throws a PartError that names the variable at fault. */
export function loadPartsConfig(env: NodeJS.ProcessEnv = process.env): PartsConfig {
  const cacheHome = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return {
    kafkaBrokers: parseBrokers(given(env['KAFKA_BROKERS'])),
    redisUrl: parseRedisUrl(given(env['REDIS_URL'])),
    onlyWay: parseWay(given(env['HUB_PARTS'])),
    kafkaImage: given(env['HUB_KAFKA_IMAGE']) ?? 'apache/kafka:4.3.1',
    redisImage: given(env['HUB_REDIS_IMAGE']) ?? 'redis:7',
    ryukImage: given(env['RYUK_CONTAINER_IMAGE']) ?? 'testcontainers/ryuk:0.14.0',
    dockerHost: given(env['DOCKER_HOST']),
    cacheDirectory: join(cacheHome, 'kingdee-dingtalk-hub'),
    javaHome: given(env['JAVA_HOME']),
    path: env['PATH'] ?? '',
  };
}

/** The environment a command gets when the parts are up. */
export function childEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...extra };
}

/** Testcontainers takes these from the environment alone. */
export function configureTestcontainers(options: { engine: string; ryuk: boolean }): void {
  process.env['DOCKER_HOST'] = options.engine;
  if (!options.ryuk) process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';
}

function given(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === undefined || trimmed === '' ? undefined : trimmed;
}

function parseWay(value: string | undefined): Way | undefined {
  if (value === undefined) return undefined;
  const way = ways.find((known) => known === value);
  if (way !== undefined) return way;
  throw new PartError(
    `HUB_PARTS is "${value}", which is no way to get a part`,
    `set it to one of ${ways.join(', ')}, or unset it to take the first that is found`,
  );
}

function parseBrokers(value: string | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const brokers = value.split(',').map((broker) => broker.trim());
  for (const broker of brokers) {
    if (/^.+:\d{1,5}$/.test(broker)) continue;
    throw new PartError(
      `KAFKA_BROKERS names "${broker}", which is not host:port`,
      'write it like KAFKA_BROKERS=127.0.0.1:9092,127.0.0.1:9093',
    );
  }
  return brokers;
}

function parseRedisUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  // The value itself is not quoted back: it may hold a password.
  if (URL.canParse(value) && /^rediss?:$/.test(new URL(value).protocol)) return value;
  throw new PartError(
    'REDIS_URL is not an address of Redis',
    'write it like REDIS_URL=redis://127.0.0.1:6379 (rediss: for TLS)',
  );
}
