import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { fetchJars } from '../java/fetch-jars.js';
import { brokerPom } from '../places.js';
import type { Machine } from '../process/system-package.js';

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

  machine.log('kafka: fetching the broker from Maven Central (about 54 MB, once)');
  const label = 'kafka: fetching the broker from Maven Central';
  await fetchJars({ pom: brokerPom, into: libs, label }, machine);
  return libs;
}

/** The class path in a fixed order, because a class archive is only good for exactly this order. */
export async function classPath(libs: string): Promise<string> {
  const jars = (await readdir(libs)).filter((name) => name.endsWith('.jar')).sort();
  return jars.map((name) => join(libs, name)).join(delimiter);
}
