import { join } from 'node:path';

import { PartError } from '../part-error.js';
import { findProgram } from '../process/find-program.js';
import { runStep } from '../process/run-step.js';
import { installPackage, java, requireProgram, type Machine } from '../process/system-package.js';

/** The broker's own minimum since Kafka 4.0 (KIP-1013). */
const oldest = 17;

export interface Java {
  readonly program: string;
  /** The full version, as a class archive is only good for exactly this one. */
  readonly version: string;
}

/** Returns a Java that can run the broker, after installing one when it is missing and we are root. */
export async function requireJava(javaHome: string | undefined, machine: Machine): Promise<Java> {
  const home = javaHome === undefined ? undefined : findProgram('java', join(javaHome, 'bin'));
  const found = await inspect(home ?? (await requireProgram(java, machine)), machine);
  if (found.major >= oldest) return found;

  if (machine.isRoot && home === undefined) {
    await installPackage(java, machine);
    const installed = await inspect(await requireProgram(java, machine), machine);
    if (installed.major >= oldest) return installed;
  }
  throw new PartError(
    `the Kafka broker needs Java ${String(oldest)} or later, and this is ${found.version}`,
    `install ${java.apt} (or later) and put it first on the PATH, or point JAVA_HOME at it`,
    { where: found.program },
  );
}

async function inspect(program: string, machine: Machine): Promise<Java & { major: number }> {
  const output = await runStep({
    label: 'asking Java for its version',
    command: program,
    args: ['-version'],
    timeoutMs: 30_000,
    remedy: `install ${java.apt}`,
    log: machine.log,
  });
  const version = /version "([^"]+)"/.exec(output)?.[1] ?? 'of unknown version';
  // "17.0.15" since Java 9, "1.8.0_402" before.
  const [first = '0', second = '0'] = version.split('.');
  return { program, version, major: Number(first === '1' ? second : first) };
}
