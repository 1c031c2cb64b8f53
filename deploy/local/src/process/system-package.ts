import { PartError } from '../part-error.js';
import type { Log } from '../provider.js';
import { findProgram } from './find-program.js';
import { runStep } from './run-step.js';

/** The same thing under the name each system's packager gave it. */
export interface SystemPackage {
  readonly program: string;
  readonly apt: string;
  readonly dnf: string;
  readonly apk: string;
  readonly brew: string;
}

export const java: SystemPackage = {
  program: 'java',
  apt: 'openjdk-17-jre-headless',
  dnf: 'java-17-openjdk-headless',
  apk: 'openjdk17-jre-headless',
  brew: 'openjdk@17',
};

export const maven: SystemPackage = {
  program: 'mvn',
  apt: 'maven',
  dnf: 'maven',
  apk: 'maven',
  brew: 'maven',
};

export const redisServer: SystemPackage = {
  program: 'redis-server',
  apt: 'redis-server',
  dnf: 'redis',
  apk: 'redis',
  brew: 'redis',
};

export const chromium: SystemPackage = {
  program: 'chromium',
  apt: 'chromium',
  dnf: 'chromium',
  apk: 'chromium',
  brew: 'chromium',
};

export const python: SystemPackage = {
  program: 'python3',
  apt: 'python3',
  dnf: 'python3',
  apk: 'python3',
  brew: 'python',
};

/** What Debian keeps apart of Python: without it there is no virtual environment, and so no pip. */
export const pythonVenv: SystemPackage = {
  ...python,
  apt: 'python3-venv',
};

export const dockerEngine: SystemPackage = {
  program: 'dockerd',
  apt: 'docker.io',
  dnf: 'moby-engine',
  apk: 'docker',
  brew: 'docker',
};

export const debootstrap: SystemPackage = {
  program: 'debootstrap',
  apt: 'debootstrap',
  dnf: 'debootstrap',
  apk: 'debootstrap',
  brew: 'debootstrap',
};

const managers = [
  {
    program: 'apt-get',
    name: 'apt',
    refresh: ['update'],
    install: ['install', '-y', '--no-install-recommends'],
  },
  { program: 'dnf', name: 'dnf', refresh: undefined, install: ['install', '-y'] },
  { program: 'apk', name: 'apk', refresh: undefined, install: ['add', '--no-cache'] },
  { program: 'brew', name: 'brew', refresh: undefined, install: ['install'] },
] as const;

const installTimeoutMs = 300_000;

export interface Machine {
  readonly path: string;
  readonly isRoot: boolean;
  readonly log: Log;
}

/**
 * Returns the path of a program, after installing its package when it is missing and we are root.
 * Otherwise fails with the command that would install it.
 */
export async function requireProgram(wanted: SystemPackage, machine: Machine): Promise<string> {
  const found = findProgram(wanted.program, machine.path);
  if (found !== undefined) return found;

  await installPackage(wanted, machine);
  const installed = findProgram(wanted.program, machine.path);
  if (installed !== undefined) return installed;
  throw new PartError(
    `${wanted.program} is still not on the PATH after its package was installed`,
    `look where the package put it and add that folder to the PATH`,
    { where: machine.path },
  );
}

/** Installs a package, or says which command would. */
export async function installPackage(wanted: SystemPackage, machine: Machine): Promise<void> {
  const manager = managers.find(({ program }) => findProgram(program, machine.path) !== undefined);
  if (manager === undefined) {
    throw new PartError(
      `${wanted.program} is missing and no package manager we know is here`,
      `install it by hand (Debian calls it ${wanted.apt}) so that it is on the PATH`,
    );
  }

  const packageName = wanted[manager.name];
  const command = `${manager.program} ${[...manager.install, packageName].join(' ')}`;
  // brew refuses to run as root, and needs none.
  if (!machine.isRoot && manager.name !== 'brew') {
    throw new PartError(`${wanted.program} is missing`, `run: sudo ${command}`);
  }

  machine.log(`${wanted.program} is missing: ${command}`);
  const step = {
    command: findProgram(manager.program, machine.path) ?? manager.program,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: installTimeoutMs,
    log: machine.log,
  };
  if (manager.refresh !== undefined) {
    const remedy = 'check the network and the package sources';
    await runStep({ ...step, label: 'reading the package lists', args: manager.refresh, remedy });
  }
  // Another start beside this one may be installing: wait for its lock instead of failing.
  const patience = manager.name === 'apt' ? ['-o', 'DPkg::Lock::Timeout=120'] : [];
  const args = [...patience, ...manager.install, packageName];
  await runStep({
    ...step,
    label: `installing ${packageName}`,
    args,
    remedy: `run by hand: ${command}`,
  });
}
