import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Fault } from './fault.mjs';
import { foreignPath, root } from './places.mjs';
import { runQuietly } from './run-child.mjs';

/** npm says first what is wrong and then, at length, how it is used. */
const outputLinesMax = 12;

/** Installs what package-lock.json asks for, unless it is there already. */
export async function requireDependencies() {
  const lock = readJson(join(root, 'package-lock.json'));
  if (lock === undefined) {
    throw new Fault('package-lock.json is missing or broken', 'git checkout package-lock.json');
  }
  const reason = whyStale(
    lock,
    readJson(join(root, 'node_modules', '.package-lock.json')),
    manifests(),
  );
  if (reason === undefined) return;
  await install(lock, reason);
}

/**
 * Says why what is installed is not what the lock file asks for; undefined when it is.
 *
 * `installed` is npm's own note of what it put into node_modules, written when an install is
 * complete, so a broken-off install counts as none. `manifests` are the package.json of root and
 * workspaces by folder ('' for the root): a dependency added there but not locked is stale too.
 */
export function whyStale(lock, installed, manifests) {
  if (installed === undefined) return 'nothing is installed yet';

  for (const [folder, manifest] of Object.entries(manifests)) {
    const locked = lock.packages[folder];
    if (locked === undefined) return `${folder} is not in package-lock.json`;
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      const changed = firstDifference(manifest[kind] ?? {}, locked[kind] ?? {});
      if (changed !== undefined)
        return `${changed} differs between ${join(folder, 'package.json')} and the lock file`;
    }
  }

  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed.packages[path];
    // What is optional may rightly be absent: most of it is for other platforms.
    if (found === undefined && (wanted.optional || wanted.devOptional || wanted.peer)) continue;
    if (found === undefined) return `${path} is missing`;
    if (found.version !== wanted.version)
      return `${path} is ${found.version}, not ${wanted.version}`;
  }
  return undefined;
}

/** The first name whose value differs between two maps. */
function firstDifference(left, right) {
  return Object.keys({ ...left, ...right }).find((name) => left[name] !== right[name]);
}

async function install(lock, reason) {
  process.stderr.write(`installing dependencies: ${reason}\n`);
  const paths = Object.keys(lock.packages).filter((path) => path.includes('node_modules/'));
  const progress = () => {
    // npm makes all folders first and fills them as the packages arrive.
    const there = paths.filter((path) => existsSync(join(root, path, 'package.json'))).length;
    return `, ${there} of about ${paths.length} packages`;
  };
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env, PATH: foreignPath() };
  const { code, output, seconds } = await runQuietly('installing dependencies', 'npm', args, {
    env,
    progress,
  });
  if (code !== 0) throw installFault(code, output);
  process.stderr.write(`dependencies installed in ${seconds} s\n`);
}

/** Turns npm's own words into what to do. */
export function installFault(code, output) {
  const lines = output.trim().split('\n');
  const shown = lines.slice(0, outputLinesMax).join('\n    | ');
  const what = `npm ci failed (exit code ${code}):\n    | ${shown}`;
  if (/EUSAGE|not in sync|Missing: /.test(output)) {
    return new Fault(
      what,
      'package.json and package-lock.json disagree: run "npm install" and commit the lock file',
    );
  }
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|network/i.test(output)) {
    return new Fault(what, 'check the network and "npm config get registry", then start again');
  }
  if (/ENOSPC/.test(output))
    return new Fault(what, 'free about 1 GB of disk space, then start again');
  if (/EACCES|EPERM/.test(output)) {
    return new Fault(
      what,
      'make the folder yours (chown -R) or remove node_modules, then start again',
    );
  }
  return new Fault(what, 'mend what npm names above, then start again; "npm ci" shows all of it');
}

function manifests() {
  const lock = readJson(join(root, 'package-lock.json'));
  const folders = Object.keys(lock.packages).filter((path) => !path.includes('node_modules/'));
  const found = folders.map((folder) => [folder, readJson(join(root, folder, 'package.json'))]);
  return Object.fromEntries(found.filter(([, manifest]) => manifest !== undefined));
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
