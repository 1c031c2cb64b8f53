/**
 * A process that owns parts and comes to a bad end; the guardian's tests start it. Prints one JSON
 * line about what it started, then waits to be killed or ends in the way named by its argument.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { startKafka } from '../kafka/start-kafka.js';
import { localDirectory } from '../places.js';
import { processesIn } from '../process/orphans.js';
import { startRedis } from '../redis/start-redis.js';

export interface OwnerReport {
  readonly pids: readonly number[];
  readonly directories: readonly string[];
}

const [parts = 'redis', end = 'wait'] = process.argv.slice(2);
const options = { onlyWay: 'process', log: (): void => undefined } as const;
await startRedis(options);
if (parts === 'kafka') await startKafka(options);

const directories = readdirSync(localDirectory)
  .filter((entry) => entry.startsWith(`run-${String(process.pid)}-`))
  .map((entry) => join(localDirectory, entry));
const pids = (await Promise.all(directories.map(processesIn))).flat();
const report: OwnerReport = { pids, directories };
process.stdout.write(`${JSON.stringify(report)}\n`);

if (end === 'throw') throw new Error('a fault nobody caught');
if (end === 'exit') process.exit(3);
if (end === 'wait') setInterval(() => undefined, 60_000);
