import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const binaries = join(root, 'node_modules', '.bin');

/** The Node of the devDependency `node`, which everything but this bootstrap runs on. */
export const ownNode = join(binaries, 'node');

/** The environment in which `node`, `tsc`, `eslint`… are the repository's own. */
export function ownEnvironment() {
  return { ...process.env, PATH: [binaries, foreignPath()].join(delimiter) };
}

/** The PATH without the repository's own programs: an install must not run on what it replaces. */
export function foreignPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter((folder) => !folder.startsWith(join(root, 'node_modules'))).join(delimiter);
}
