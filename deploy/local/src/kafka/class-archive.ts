import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { createRunDirectory } from '../process/run-directory.js';
import type { Log } from '../provider.js';
import type { BrokerJvm } from './broker-jvm.js';
import { layOutCluster } from './broker-node.js';
import type { Java } from './java.js';

/**
 * Returns the archive of the broker's loaded classes (AppCDS), made by one rehearsal when it is not
 * there. It takes some seconds once and halves every later start; three brokers on two cores feel
 * it most. Without one a broker starts all the same, so a failed rehearsal is only reported.
 */
export async function requireClassArchive(
  java: Java,
  libs: string,
  classPath: string,
  log: Log,
): Promise<string | undefined> {
  const print = createHash('sha256').update(`${java.version}\n${classPath}`).digest('hex');
  const archive = join(dirname(libs), `classes-${print.slice(0, 12)}.jsa`);
  if (existsSync(archive)) return archive;

  log('kafka: rehearsing one start so that later ones take half the time (some seconds, once)');
  try {
    await rehearse({ java: java.program, classPath, archive: undefined }, archive, log);
    return archive;
  } catch (error) {
    log(`kafka: the rehearsal failed, starts stay slower: ${String(error)}`);
    return undefined;
  }
}

async function rehearse(jvm: BrokerJvm, archive: string, log: Log): Promise<void> {
  const directory = await createRunDirectory();
  try {
    const written = join(directory.path, 'classes.jsa');
    const extra = [`-XX:ArchiveClassesAtExit=${written}`];
    const nodes = await layOutCluster(jvm, directory.path, 1, log, extra);
    for (const node of nodes) {
      await node.start();
      // The archive is written on a proper exit only.
      await node.kill('SIGTERM');
    }
    await moveAcross(written, archive);
  } finally {
    await directory.remove();
  }
}

/** The cache may be on another disk, where a rename alone would fail. */
async function moveAcross(from: string, to: string): Promise<void> {
  const aside = `${to}.${String(process.pid)}`;
  await copyFile(from, aside);
  await rename(aside, to);
}
