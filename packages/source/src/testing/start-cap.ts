import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A SAP CAP service, speaking OData V4 and, by the adapter of its community, V2. */
export interface CapServer {
  readonly v4: string;
  readonly v2: string;
  readonly user: string;
  readonly password: string;
  /** Writes through the service's own OData. */
  write(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<void>;
  stop(): Promise<void>;
}

const startsWithinMs = 90_000;
const user = 'hub';
const password = 'reads-the-orders';
const require = createRequire(import.meta.url);
const patientServer = new URL('patient-server.js', import.meta.url).href;
const model = join(import.meta.dirname, '../../src/testing/cap');

/** Starts it in a process of its own, on a free port, with an empty database in memory. */
export async function startCap(): Promise<CapServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-cap-'));
  layOut(folder);
  const program = join(dirname(require.resolve('@sap/cds/package.json')), 'bin/serve.js');
  const child = spawn(
    process.execPath,
    ['--import', patientServer, program, 'all', '--port', '0'],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: folder, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const gone = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const root = await addressOf(child.stdout, child.stderr);
    const v4 = `${root}/odata/v4/purchasing/`;
    return {
      v4,
      v2: `${root}/odata/v2/purchasing/`,
      user,
      password,
      write: (method, path, body) => write(v4, method, path, body),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** CAP takes its plug-ins from the package.json of the project. */
function layOut(folder: string): void {
  cpSync(model, join(folder, 'srv'), { recursive: true });
  const modules = dirname(dirname(dirname(require.resolve('@sap/cds/package.json'))));
  symlinkSync(modules, join(folder, 'node_modules'));
  const users = { [user]: { password } };
  const manifest = {
    name: 'trading',
    private: true,
    dependencies: { '@cap-js/sqlite': '*', '@cap-js-community/odata-v2-adapter': '*' },
    cds: {
      requires: {
        db: { kind: 'sqlite', credentials: { url: ':memory:' } },
        auth: { kind: 'basic', users },
      },
      features: { ieee754compatible: true },
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

async function addressOf(
  stdout: NodeJS.ReadableStream,
  stderr: NodeJS.ReadableStream,
): Promise<string> {
  let said = '';
  const late = AbortSignal.timeout(startsWithinMs);
  return await new Promise((resolve, reject) => {
    const fail = (): void => {
      reject(new Error(`the CAP service did not start:\n${said.slice(-2_000)}`));
    };
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const address = /listening on \{ url: '([^']+)'/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    };
    stdout.on('data', read);
    stderr.on('data', read);
    stdout.once('end', fail);
    late.addEventListener('abort', fail, { once: true });
  });
}

async function write(root: string, method: string, path: string, body?: object): Promise<void> {
  const response = await fetch(`${root}${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'content-type': 'application/json;IEEE754Compatible=true',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
}
