import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { loadPartsConfig, type PartsConfig } from '../config.js';
import { requireJava } from '../kafka/java.js';
import { classPath } from '../kafka/kafka-jars.js';
import type { Machine } from '../process/system-package.js';
import type { Log } from '../provider.js';
import { fetchJars } from './fetch-jars.js';

/** A Java (17 or later) with libraries. */
export interface JavaLibraries {
  /** Path of `java`. */
  readonly program: string;
  readonly classPath: string;
}

/**
 * Gives a Java with the runtime dependencies of a pom.xml. They are fetched once and kept with the user, not with the
 * repository; another pom gets another folder.
 *
 * @throws PartError with the command that would mend it
 */
export async function requireJavaLibraries(
  pom: string,
  log: Log,
  { path, cacheDirectory, javaHome }: PartsConfig = loadPartsConfig(),
): Promise<JavaLibraries> {
  const machine: Machine = { path, isRoot: process.getuid?.() === 0, log };
  const { program } = await requireJava(javaHome, machine);
  const print = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 8);
  const libs = join(cacheDirectory, `java-${print}`);
  if (!existsSync(libs)) {
    log('java: fetching libraries from Maven Central (once)');
    await fetchJars({ pom, into: libs, label: 'java: fetching libraries' }, machine);
  }
  return { program, classPath: await classPath(libs) };
}
