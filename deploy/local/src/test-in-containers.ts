import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { childEnvironment, loadPartsConfig, type PartsConfig } from './config.js';
import { findEngine } from './docker/engine.js';
import { pullFault } from './docker/open-engine.js';
import { requireStandIns, standIns } from './docker/stand-in-images.js';
import { startEngine, type OwnEngine } from './docker/start-engine.js';
import { PartError } from './part-error.js';
import { repositoryRoot } from './places.js';
import { runForeground } from './process/run-foreground.js';
import type { Machine } from './process/system-package.js';
import { toStandardError } from './provider.js';

const withParts = fileURLToPath(new URL('./with-parts.js', import.meta.url));
const testTimeoutMs = 300_000;

interface Images {
  readonly kafka: string;
  readonly redis: string;
}

/** Returns the exit code of the contract suites; `options` go to the test runner. */
export async function testInContainers(options: readonly string[]): Promise<number> {
  const log = timedLog();
  let own: OwnEngine | undefined;
  try {
    const config = loadPartsConfig();
    const machine: Machine = { path: config.path, isRoot: process.getuid?.() === 0, log };
    let engine = await findEngine(config.dockerHost);
    if (engine === undefined) {
      log('no Docker engine answers: starting one');
      own = await startEngine(machine);
      engine = own.engine;
    }
    log(`Docker engine at ${engine}`);
    const images = await requireImages(engine, config, machine);
    log(`images: ${images.kafka}, ${images.redis}`);
    return await runSuites(engine, images, options);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    toStandardError(error.message);
    return 1;
  } finally {
    await own?.stop();
    log('done');
  }
}

/** The named images if the engine has them or can pull them, stand-ins otherwise. */
async function requireImages(
  engine: string,
  config: PartsConfig,
  machine: Machine,
): Promise<Images> {
  const kafkaFault = await pullFault(engine, config.kafkaImage, machine.log);
  const redisFault = await pullFault(engine, config.redisImage, machine.log);
  if (kafkaFault === undefined && redisFault === undefined) {
    return { kafka: config.kafkaImage, redis: config.redisImage };
  }
  machine.log(`no image can be pulled (${kafkaFault ?? redisFault ?? ''}): using stand-ins`);
  await requireStandIns(engine, config.cacheDirectory, machine);
  return standIns;
}

async function runSuites(
  engine: string,
  images: Images,
  options: readonly string[],
): Promise<number> {
  const env = childEnvironment({
    HUB_PARTS: 'container',
    DOCKER_HOST: engine,
    HUB_KAFKA_IMAGE: images.kafka,
    HUB_REDIS_IMAGE: images.redis,
  });
  const runner = ['--enable-source-maps', '--test', '--test-concurrency=1'];
  const limit = `--test-timeout=${String(testTimeoutMs)}`;
  const line = [process.execPath, ...runner, limit, ...options, ...contractSuites()];
  return await runForeground(process.execPath, [withParts, '--', ...line], env);
}

/** Found by their sources, so that a compiled leftover is never run. */
function contractSuites(): string[] {
  const pattern = '{packages,deploy}/*/src/**/*.contract.test.ts';
  const sources = globSync(pattern, { cwd: repositoryRoot }).sort();
  if (sources.length === 0) {
    throw new PartError(
      `no contract suite matches ${pattern}`,
      'name the suite *.contract.test.ts',
    );
  }
  return sources.map((source) =>
    join(repositoryRoot, source.replace('/src/', '/dist/').replace(/[.]ts$/, '.js')),
  );
}

function timedLog(): (line: string) => void {
  const startedAt = performance.now();
  return (line) => {
    toStandardError(
      `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${line}`,
    );
  };
}
