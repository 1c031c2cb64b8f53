import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { Fault } from './fault.mjs';
import { ownNode } from './places.mjs';

/** What this bootstrap itself can run on. */
const oldestForBootstrap = 18;
/** What the product and its tools run on. */
const oldest = 24;

/** Fails clearly when the machine's Node cannot even run the bootstrap. */
export function requireNode(version) {
  if (major(version) >= oldestForBootstrap) return;
  throw new Fault(
    `Node ${version} is too old to set this repository up`,
    `install Node ${oldestForBootstrap} or later (https://nodejs.org); it then brings its own Node ${oldest}`,
  );
}

/**
 * Fails clearly when the repository's own Node is missing. It comes by the install script of the npm
 * package `node`; where install scripts are off, npm says nothing and everything would run on the
 * machine's Node.
 */
export async function requireOwnNode(program = ownNode) {
  const version = await versionOf(program);
  if (version !== undefined && major(version) >= oldest) return;
  const found = version === undefined ? 'is missing' : `is Node ${version}`;
  throw new Fault(
    `node_modules/.bin/node ${found}, and Node ${oldest} is needed: the install script of the package "node" was skipped`,
    'npm rebuild node --ignore-scripts=false',
  );
}

async function versionOf(program) {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 20_000 });
    return stdout.trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

function major(version) {
  return Number(version.split('.')[0]);
}
