import { readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import { PartError } from '../part-error.js';
import { findProgram } from '../process/find-program.js';
import { installPackage, type Machine, type SystemPackage } from '../process/system-package.js';

const postgresql: SystemPackage = {
  program: 'initdb',
  apt: 'postgresql',
  dnf: 'postgresql-server',
  apk: 'postgresql',
  brew: 'postgresql@17',
};

/** Systems keep the server's programs out of the PATH, one folder a version. */
const homes = [
  { folder: '/usr/lib/postgresql', inside: 'bin' },
  { folder: '/usr/libexec', inside: '' },
  { folder: '/opt/homebrew/opt', inside: 'bin' },
  { folder: '/usr/local/opt', inside: 'bin' },
];

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The programs of a PostgreSQL server; installs the system's package when they are missing and we are root.
 *
 * @throws PartError naming the command that would install it
 */
export async function requirePostgres(machine: Machine): Promise<PostgresPrograms> {
  const found = findPostgres(machine.path);
  if (found !== undefined) return found;
  await installPackage(postgresql, machine);
  const installed = findPostgres(machine.path);
  if (installed !== undefined) return installed;
  throw new PartError(
    'initdb is nowhere to be found after its package was installed',
    'look where the package put it and add that folder to the PATH',
    { where: homes.map(({ folder }) => folder).join(delimiter) },
  );
}

function findPostgres(path: string): PostgresPrograms | undefined {
  const initdb = findProgram('initdb', [path, ...versionFolders()].join(delimiter));
  if (initdb === undefined) return undefined;
  // A link may lead to it; the server lies beside the program itself.
  const folder = dirname(realpathSync(initdb));
  const postgres = findProgram('postgres', folder);
  return postgres === undefined ? undefined : { initdb: join(folder, 'initdb'), postgres };
}

/** Newest version first. */
function versionFolders(): string[] {
  return homes.flatMap(({ folder, inside }) =>
    entries(folder)
      .filter((name) => /^(postgresql@?)?\d+$/.test(name))
      .toSorted((left, right) => versionOf(right) - versionOf(left))
      .map((name) => join(folder, name, inside)),
  );
}

function versionOf(name: string): number {
  return Number(name.replaceAll(/\D/g, ''));
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
