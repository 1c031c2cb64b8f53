import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';

import { moveInto } from '../process/move-into.js';
import { runStep } from '../process/run-step.js';
import { maven, requireProgram, type Machine } from '../process/system-package.js';

const fetchTimeoutMs = 300_000;

/**
 * Fills a folder with the jars that a pom.xml asks for.
 *
 * @throws PartError with the command that would mend it
 */
export async function fetchJars(
  { pom, into, label }: { readonly pom: string; readonly into: string; readonly label: string },
  machine: Machine,
): Promise<void> {
  const mvn = await requireProgram(maven, machine);
  // Filled aside and moved in one step, so that half a download is never taken for a whole one.
  const aside = `${into}.${randomBytes(4).toString('hex')}`;
  await mkdir(aside, { recursive: true });
  try {
    await runStep({
      label,
      command: mvn,
      args: [
        ...['--batch-mode', '--no-transfer-progress', '--file', pom],
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${aside}`,
      ],
      timeoutMs: fetchTimeoutMs,
      remedy:
        'check the network (Maven Central, or the mirror in ~/.m2/settings.xml) and start again',
      log: machine.log,
    });
    await moveInto(aside, into);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
