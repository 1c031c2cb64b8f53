import { chown, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PartError } from '../part-error.js';
import { findProgram } from '../process/find-program.js';
import { freePort } from '../process/free-port.js';
import { PartProcess } from '../process/part-process.js';
import { createRunDirectory } from '../process/run-directory.js';
import { runStep } from '../process/run-step.js';
import { toStandardError, type Log } from '../provider.js';
import { requirePostgres, type PostgresPrograms } from './postgres-programs.js';

export interface PostgresPart {
  /** `postgres://user:password@host:port/database`, of a user who may do everything. */
  readonly url: string;
  /** Ends it; may be called twice. */
  stop(): Promise<void>;
}

const attemptsMax = 3;
const portTaken = /Address already in use/;
const initWithinMs = 120_000;
const readyWithinMs = 60_000;
const stopGraceMs = 5_000;
const password = 'local-only';
/** Debian's nobody: PostgreSQL refuses to run as root, and any other user will do. */
const unprivileged = 65_534;

/**
 * A real PostgreSQL, empty, on a free port of the loopback address; installs the system's package when it is missing
 * and we are root. What it starts ends with `stop()`, and also when this process ends in any other way.
 *
 * @throws PartError that says how to mend it
 */
export async function startPostgres(options: { readonly log?: Log } = {}): Promise<PostgresPart> {
  const { log = toStandardError } = options;
  const isRoot = process.getuid?.() === 0;
  const path = process.env['PATH'] ?? '';
  const programs = await requirePostgres({ path, isRoot, log });
  const become = isRoot ? asNobody(path) : [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(programs, become, log);
    } catch (error) {
      if (attempt === attemptsMax || !portTaken.test(String(error))) throw error;
    }
  }
}

/** The words before a command that make it run as nobody. */
function asNobody(path: string): readonly string[] {
  const setpriv = findProgram('setpriv', path);
  if (setpriv === undefined) {
    throw new PartError(
      'PostgreSQL does not run as root, and setpriv is missing',
      'install util-linux, or run as another user',
    );
  }
  const id = String(unprivileged);
  return [setpriv, `--reuid=${id}`, `--regid=${id}`, '--clear-groups'];
}

async function start(
  { initdb, postgres }: PostgresPrograms,
  become: readonly string[],
  log: Log,
): Promise<PostgresPart> {
  // Not below the repository: its folder may be closed to nobody.
  const parent = join(tmpdir(), `hub-postgres-${String(process.getuid?.() ?? 0)}`);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const directory = await createRunDirectory(parent);
  const port = await freePort();
  const data = join(directory.path, 'data');
  const server = new PartProcess({
    ...commandOf([
      ...become,
      postgres,
      '-D',
      data,
      '-p',
      String(port),
      ...settings(directory.path),
    ]),
    cwd: directory.path,
    logFile: join(directory.path, 'postgres.log'),
    port,
    readyText: 'ready to accept connections',
    readyWithinMs,
    graceMs: stopGraceMs,
  });
  const stop = async (): Promise<void> => {
    // SIGINT is PostgreSQL's fast way: it ends sessions and leaves nothing in shared memory.
    await server.kill('SIGINT');
    await directory.remove();
  };
  try {
    await layOut(directory.path, [...become, initdb, '-D', data], log);
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `postgres://postgres:${password}@127.0.0.1:${String(port)}/postgres`;
  return { url, stop };
}

async function layOut(directory: string, initdb: readonly string[], log: Log): Promise<void> {
  const secret = join(directory, 'password');
  await writeFile(secret, password);
  if (process.getuid?.() === 0) {
    await chown(directory, unprivileged, unprivileged);
    await chown(secret, unprivileged, unprivileged);
  }
  const options = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', secret, '--no-sync'];
  await runStep({
    label: 'laying out a PostgreSQL database',
    ...commandOf([...initdb, ...options, '-E', 'UTF8', '--locale', 'C']),
    timeoutMs: initWithinMs,
    remedy: 'read what initdb says above',
    log,
  });
}

/** Nothing here has to survive a crash, so nothing waits for the disk. */
function settings(directory: string): readonly string[] {
  const set = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: '40',
    shared_buffers: '16MB',
  };
  return Object.entries(set).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function commandOf([command = '', ...args]: readonly string[]): {
  readonly command: string;
  readonly args: readonly string[];
} {
  return { command, args };
}
