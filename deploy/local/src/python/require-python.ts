import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { loadPartsConfig, type PartsConfig } from '../config.js';
import { PartError } from '../part-error.js';
import { moveInto } from '../process/move-into.js';
import { runStep } from '../process/run-step.js';
import {
  installPackage,
  python,
  pythonVenv,
  requireProgram,
  type Machine,
} from '../process/system-package.js';
import type { Log } from '../provider.js';

const venvTimeoutMs = 120_000;
const fetchTimeoutMs = 180_000;

/** A Python with packages beside it. */
export interface Python {
  /** Path of the interpreter. */
  readonly program: string;
  /** Folder of the packages, for PYTHONPATH. */
  readonly packages: string;
}

/**
 * Gives a Python that has the packages of a requirements file with exact versions. They are fetched once and kept with the
 * user, not with the repository; another file gets another folder.
 *
 * @throws PartError with the command that would mend it
 */
export async function requirePython(
  requirements: string,
  log: Log,
  { path, cacheDirectory }: Pick<PartsConfig, 'path' | 'cacheDirectory'> = loadPartsConfig(),
): Promise<Python> {
  const machine: Machine = { path, isRoot: process.getuid?.() === 0, log };
  const program = await requireProgram(python, machine);
  const print = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 8);
  const packages = join(cacheDirectory, `python-${print}`);
  if (existsSync(packages)) return { program, packages };

  const aside = `${packages}.${randomBytes(4).toString('hex')}`;
  await mkdir(aside, { recursive: true });
  try {
    const pip = await environmentOf(program, join(aside, 'venv'), machine);
    log('python: fetching packages (once)');
    await runStep({
      label: 'python: fetching packages',
      command: pip,
      args: [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
        ...['--target', join(aside, 'packages'), '--requirement', requirements],
      ],
      timeoutMs: fetchTimeoutMs,
      remedy: 'check the network (PyPI, or the mirror that pip is configured for) and start again',
      log,
    });
    await moveInto(join(aside, 'packages'), packages);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { program, packages };
}

/** Makes a virtual environment, which brings its own pip, and returns its interpreter. */
async function environmentOf(program: string, folder: string, machine: Machine): Promise<string> {
  const make = (): Promise<string> =>
    runStep({
      label: 'python: making a virtual environment',
      command: program,
      args: ['-m', 'venv', '--clear', folder],
      timeoutMs: venvTimeoutMs,
      remedy: 'install the venv module (Debian: apt-get install python3-venv) and start again',
      log: machine.log,
    });
  try {
    await make();
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    await installPackage(pythonVenv, machine);
    await make();
  }
  return join(folder, 'bin', 'python3');
}
