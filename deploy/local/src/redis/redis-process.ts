import { join } from 'node:path';

import { freePort } from '../process/free-port.js';
import { PartProcess } from '../process/part-process.js';
import { createRunDirectory } from '../process/run-directory.js';
import { redisServer, requireProgram } from '../process/system-package.js';
import type { PartProvider } from '../provider.js';
import type { RedisPart, RedisRequest } from './redis-part.js';

const attemptsMax = 3;
const portTaken = /Address already in use/;
const readyWithinMs = 60_000;

export interface RedisProcessSettings {
  readonly path: string;
}

/** A redis-server of our own, in memory only, on a free port of the loopback address. */
export function redisByProcess({
  path,
}: RedisProcessSettings): PartProvider<RedisRequest, RedisPart> {
  return {
    way: 'process',
    async provide({ log }) {
      const isRoot = process.getuid?.() === 0;
      const program = await requireProgram(redisServer, { path, isRoot, log });
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await start(program);
        } catch (error) {
          if (attempt === attemptsMax || !portTaken.test(String(error))) throw error;
        }
      }
    },
  };
}

async function start(program: string): Promise<RedisPart> {
  const directory = await createRunDirectory();
  const port = await freePort();
  const redis = new PartProcess({
    command: program,
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory.path],
      ...['--save', '', '--appendonly', 'no'],
    ],
    cwd: directory.path,
    logFile: join(directory.path, 'redis.log'),
    port,
    readyText: 'Ready to accept connections',
    readyWithinMs,
  });
  const stop = async (): Promise<void> => {
    await redis.kill('SIGKILL');
    await directory.remove();
  };

  try {
    await redis.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    way: 'process',
    stop,
    kill: (signal) => redis.kill(signal),
    restart: () => redis.restart(),
  };
}
