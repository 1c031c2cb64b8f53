import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { localDirectory } from '../places.js';
import { forget, watch } from './guardian.js';
import { isAlive, removeRunDirectory } from './orphans.js';

const prefix = 'run-';
const ownerFile = 'owner.json';

interface Owner {
  readonly pid: number;
  readonly host: string;
}

/** A folder for one run's data under `.local/`, removed when the run ends. */
export interface RunDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes a run directory and clears away those whose owners are dead. */
export async function createRunDirectory(parent: string = localDirectory): Promise<RunDirectory> {
  await mkdir(parent, { recursive: true });
  await removeStale(parent);

  const path = await mkdtemp(join(parent, `${prefix}${String(process.pid)}-`));
  watch({ kind: 'directory', path });
  const owner: Owner = { pid: process.pid, host: hostname() };
  await writeFile(join(path, ownerFile), JSON.stringify(owner));

  return {
    path,
    async remove() {
      await removeRunDirectory(path);
      forget({ kind: 'directory', path });
    },
  };
}

async function removeStale(parent: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(prefix)) continue;
    const path = join(parent, entry);
    const owner = await readOwner(path);
    // No owner yet: somebody is between making the folder and signing it.
    if (owner === undefined) continue;
    // A shared folder seen from a container: process numbers mean nothing across hosts.
    if (owner.host !== hostname()) continue;
    if (!isAlive(owner.pid)) await removeRunDirectory(path);
  }
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(path, ownerFile), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
