import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@hub/local';
import pg from 'pg';
import type { Source } from '../source.js';
import { sqlSource } from '../sql/sql-source.js';
import { openSource } from './plain-fields.js';
import type { RigRecord, SourceRig } from './source-rig.js';

export const postgresFolder = join(import.meta.dirname, '../../src/testing/postgres');

/** A PostgreSQL with the tables of an old system. */
export interface OldSystem {
  /** Of a user who may read, and that not everything. */
  readonly connection: string;
  /** As the system itself writes. */
  write(statement: string, values?: readonly unknown[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startOldSystem(): Promise<OldSystem> {
  const postgres = await startPostgres({ log: () => undefined });
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(readFileSync(join(postgresFolder, 'schema.sql'), 'utf8'));
  const connection = new URL(postgres.url);
  connection.username = 'hub';
  connection.password = 'reads-only';
  return {
    connection: connection.href,
    async write(statement, values = []) {
      await client.query(statement, [...values]);
    },
    async stop() {
      await client.end();
      await postgres.stop();
    },
  };
}

export function openOldSystem({ connection }: OldSystem, config: object = {}): Source {
  const settings = { dialect: 'postgresql', connection, mappings: ['purchase'], pageSize: 10 };
  return openSource(sqlSource, { folder: postgresFolder, config: { ...settings, ...config } });
}

const states = { SAVED: 'O', APPROVED: 'A', CLOSED: 'C' } as const;
const chinaMs = 8 * 3_600_000;

export function postgresRig(system: OldSystem): SourceRig {
  const source = openOldSystem(system);
  let serial = 7;
  return {
    source,
    form: 'PUR_PurchaseOrder',
    pageSize: 10,
    organisations: ['华东', "O'Neill"],
    decimals: ['0.1', '123456789012345678.1234567890', '-0.0000000001', '86000.10'],
    start: Date.UTC(2026, 9, 31, 16, 0, 0, 123),
    midnight: Date.UTC(2026, 9, 31, 16),
    tickMs: 1,
    async add(record) {
      serial += 1;
      const { modifiedAt, step, amount, organisation, date } = record;
      const values = [serial, `CG-${String(serial)}`, local(modifiedAt), states[step], amount];
      await system.write('insert into old.purchase values ($1,$2,$3,$4,$5,$6,$7)', [
        ...values,
        ...[organisation, local(date)],
      ]);
      return String(serial);
    },
    async change(id, changed) {
      for (const [column, value] of Object.entries(columnsOf(changed))) {
        await system.write(`update old.purchase set ${column} = $1 where id = $2`, [value, id]);
      }
    },
    spoil: (id) => system.write("update old.purchase set state = '?' where id = $1", [id]),
    remove: (id) => system.write('delete from old.purchase where id = $1', [id]),
    clear: () => system.write('delete from old.purchase'),
    close: () => source.close(),
  };
}

function columnsOf({ modifiedAt, step, amount }: Partial<RigRecord>): Record<string, string> {
  return {
    ...(modifiedAt === undefined ? {} : { changed: local(modifiedAt) }),
    ...(step === undefined ? {} : { state: states[step] }),
    ...(amount === undefined ? {} : { total: amount }),
  };
}

/** As a clock in China shows it. */
function local(utcMs: number): string {
  return new Date(utcMs + chinaMs).toISOString().slice(0, -1);
}
