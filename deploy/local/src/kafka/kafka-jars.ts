import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { brokerPom } from '../places.js';
import { moveInto } from '../process/move-into.js';
import { runStep } from '../process/run-step.js';
import { maven, requireProgram, type Machine } from '../process/system-package.js';

const fetchTimeoutMs = 300_000;

/** Where the jars of the committed pom.xml are kept; another pom gets another folder. */
async function kafkaDirectory(cacheDirectory: string): Promise<string> {
  const pom = await readFile(brokerPom, 'utf8');
  const version = /<kafka\.version>([^<]+)</.exec(pom)?.[1] ?? 'unknown';
  const print = createHash('sha256').update(pom).digest('hex').slice(0, 8);
  return join(cacheDirectory, `kafka-${version}-${print}`);
}

/** Returns the folder with a broker's jars, fetched from Maven Central when it is not there yet. */
export async function requireJars(cacheDirectory: string, machine: Machine): Promise<string> {
  const libs = join(await kafkaDirectory(cacheDirectory), 'libs');
  if (existsSync(libs)) return libs;

  const mvn = await requireProgram(maven, machine);
  // Filled aside and moved in one step, so that half a download is never taken for a whole one.
  const aside = `${libs}.${randomBytes(4).toString('hex')}`;
  await mkdir(aside, { recursive: true });
  machine.log('kafka: fetching the broker from Maven Central (about 54 MB, once)');
  await runStep({
    label: 'kafka: fetching the broker from Maven Central',
    command: mvn,
    args: [
      ...['--batch-mode', '--no-transfer-progress', '--file', brokerPom],
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${aside}`,
    ],
    timeoutMs: fetchTimeoutMs,
    remedy:
      'check the network (Maven Central, or the mirror in ~/.m2/settings.xml) and start again',
    log: machine.log,
  });
  await moveInto(aside, libs);
  return libs;
}

/** The class path in a fixed order, because a class archive is only good for exactly this order. */
export async function classPath(libs: string): Promise<string> {
  const jars = (await readdir(libs)).filter((name) => name.endsWith('.jar')).sort();
  return jars.map((name) => join(libs, name)).join(delimiter);
}
