import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { Fault } from './fault.mjs';
import { root } from './places.mjs';

const homes = [
  'schemas',
  'packages',
  'services',
  'simulators',
  'cli',
  'deploy',
  'scripts',
  'e2e',
  'bench',
];
const skipped = new Set(['node_modules', 'dist', '.local']);

/**
 * Every test of the repository as the file to run, in order. Found by its source, so that the
 * compiled leftover of a test that was removed or renamed is never run. `filters` keep the files whose
 * path contains one of them.
 */
export function testFiles(filters, from = root) {
  const all = homes.flatMap((home) => [...walk(from, home)]).sort();
  const chosen = all.filter(
    (file) => filters.length === 0 || filters.some((part) => file.includes(part)),
  );
  if (chosen.length > 0) return chosen;
  const what =
    filters.length === 0
      ? 'there is no test at all'
      : `no test file matches ${filters.join(' or ')}`;
  throw new Fault(what, 'give a part of a path, such as "npm test -- packages/kafka"');
}

function* walk(from, folder) {
  for (const entry of entries(join(from, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* walk(from, path);
    else if (entry.isFile()) {
      const file = toRun(path);
      if (file !== undefined) yield file;
    }
  }
}

function toRun(path) {
  if (/[.]test[.]m?js$/.test(path)) return path;
  if (!/[.]test[.]ts$/.test(path)) return undefined;
  return path.replace('/src/', '/dist/').replace(/[.]ts$/, '.js');
}

function entries(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
