import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@hub/local';
import { eventually } from '@hub/testkit';
import { restSource } from '../rest/rest-source.js';
import type { Source } from '../source.js';
import { openSource } from './plain-fields.js';
import type { RigRecord, SourceRig } from './source-rig.js';

const patientServer = new URL('patient-server.js', import.meta.url).href;
export const restFolder = join(import.meta.dirname, '../../src/testing/rest');
const require = createRequire(import.meta.url);

/** json-server: a REST system with filters, order, pages, Link headers and ETags that we did not write. */
export interface JsonServer {
  readonly url: string;
  write(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<void>;
  stop(): Promise<void>;
}

export async function startJsonServer(): Promise<JsonServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hub-json-server-'));
  const database = join(folder, 'db.json');
  writeFileSync(database, '{ "orders": [] }');
  const port = String(await freePort());
  const program = join(dirname(require.resolve('json-server/package.json')), 'lib/cli/bin.js');
  const args = [
    '--import',
    patientServer,
    program,
    database,
    '--port',
    port,
    '--host',
    '127.0.0.1',
    '--quiet',
  ];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const gone = once(child, 'exit');
  const url = `http://127.0.0.1:${port}/`;
  await eventually(async () => (await fetch(`${url}orders`)).ok, { withinMs: 60_000 });
  return {
    url,
    async write(method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)}`);
    },
    async stop() {
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function openJsonServer({ url }: JsonServer, config: object = {}): Source {
  const settings = { url, auth: { kind: 'none' }, mappings: ['orders'], pageSize: 10 };
  return openSource(restSource, {
    folder: restFolder,
    config: { ...settings, callsPerSecond: 1000, ...config },
  });
}

const statuses = { SAVED: 'open', APPROVED: 'approved', CLOSED: 'closed' } as const;
const chinaMs = 8 * 3_600_000;

export function jsonServerRig(server: JsonServer, mapping: string, form: string): SourceRig {
  const source = openJsonServer(server, { mappings: [mapping] });
  let serial = 0;
  const written = new Set<string>();
  return {
    source,
    form,
    pageSize: 10,
    organisations: ['1000', '2000'],
    // It writes amounts as texts, so it keeps every digit.
    decimals: ['0.1', '123456789012345678.1234567890', '-0.0000000001', '86000.10'],
    start: Date.UTC(2026, 9, 31, 16, 0, 0, 123),
    midnight: Date.UTC(2026, 9, 31, 16),
    tickMs: 1,
    async add(record) {
      serial += 1;
      const id = `SO${String(serial).padStart(6, '0')}`;
      await server.write('POST', 'orders', { id, orderNo: `X-${id}`, ...fieldsOf(record) });
      written.add(id);
      return id;
    },
    change: (id, changed) => server.write('PATCH', `orders/${id}`, fieldsOf(changed)),
    spoil: (id) => server.write('PATCH', `orders/${id}`, { status: 'lost' }),
    async remove(id) {
      await server.write('DELETE', `orders/${id}`);
      written.delete(id);
    },
    async clear() {
      for (const id of written) await server.write('DELETE', `orders/${id}`);
      written.clear();
    },
    close: () => source.close(),
  };
}

function fieldsOf(record: Partial<RigRecord>): object {
  const { modifiedAt, step, amount, organisation, date } = record;
  return {
    ...(modifiedAt === undefined ? {} : { changedAt: new Date(modifiedAt).toISOString() }),
    ...(step === undefined ? {} : { status: statuses[step] }),
    ...(amount === undefined ? {} : { total: { amount, currency: 'CNY' } }),
    ...(organisation === undefined ? {} : { company: organisation }),
    ...(date === undefined
      ? {}
      : { orderDate: new Date(date + chinaMs).toISOString().slice(0, 10) }),
  };
}
