import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { PartError } from '../part-error.js';
import { localDirectory } from '../places.js';
import { PartProcess } from '../process/part-process.js';
import { createRunDirectory } from '../process/run-directory.js';
import { dockerEngine, requireProgram, type Machine } from '../process/system-package.js';

const readyWithinMs = 60_000;
const graceMs = 20_000;

/** A socket's path may be 107 bytes long, which a deep clone exceeds; hence not under `.local/`. */
const runtimeDirectory = '/run/kingdee-dingtalk-hub';

/** An engine of our own. */
export interface OwnEngine {
  /** `unix:///…` */
  readonly engine: string;
  stop(): Promise<void>;
}

/**
 * Starts a Docker engine beside whatever else runs: own socket, own storage under `.local/docker`
 * (images stay for the next time). Root only.
 */
export async function startEngine(machine: Machine): Promise<OwnEngine> {
  if (!machine.isRoot) {
    throw new PartError(
      'no Docker engine answers, and only root can start one',
      'start Docker, or point DOCKER_HOST at an engine, or run this as root',
    );
  }
  const dockerd = await requireProgram(dockerEngine, machine);
  const storage = join(localDirectory, 'docker');
  await mkdir(storage, { recursive: true });
  const run = await createRunDirectory(runtimeDirectory);
  const engine = `unix://${join(run.path, 'docker.sock')}`;

  const daemon = new PartProcess({
    command: dockerd,
    args: [
      ...['--host', engine, '--pidfile', join(run.path, 'docker.pid')],
      ...['--data-root', storage, '--exec-root', join(run.path, 'exec')],
      // Published ports are carried by the engine's own proxy: no rule is left in the firewall.
      ...['--iptables=false', '--ip6tables=false'],
    ],
    cwd: run.path,
    logFile: join(localDirectory, 'dockerd.log'),
    readyText: 'API listen on',
    readyWithinMs,
    graceMs,
  });
  const stop = async (): Promise<void> => {
    await daemon.kill('SIGTERM');
    await run.remove();
  };

  try {
    await daemon.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { engine, stop };
}
