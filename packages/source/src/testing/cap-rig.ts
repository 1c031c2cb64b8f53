import { join } from 'node:path';
import { odataSource } from '../odata/odata-source.js';
import type { CapServer } from './start-cap.js';
import { openSource } from './plain-fields.js';
import type { RigRecord, SourceRig } from './source-rig.js';
import type { Source } from '../source.js';

export const capFolder = join(import.meta.dirname, '../../src/testing/cap');

const statuses = { SAVED: 'O', APPROVED: 'A', CLOSED: 'C' } as const;

/** The OData source on the CAP service. */
export function openCap(cap: CapServer, version: 2 | 4, config: object = {}): Source {
  return openSource(odataSource, {
    folder: capFolder,
    config: {
      version,
      url: version === 2 ? cap.v2 : cap.v4,
      auth: { kind: 'basic', user: cap.user, password: cap.password },
      mappings: ['orders'],
      pageSize: 10,
      callsPerSecond: 1000,
      ...config,
    },
  });
}

export function capRig(cap: CapServer, version: 2 | 4): SourceRig {
  const source = openCap(cap, version);
  let serial = 0;
  const written = new Set<string>();
  return {
    source,
    form: 'PUR_PurchaseOrder',
    pageSize: 10,
    organisations: ['1000', '2000'],
    // SQLite, which this service stands on, keeps 15 digits.
    decimals: ['0.1', '86000.10', '12345678901.2345', '-0.0000000001'],
    start: Date.UTC(2026, 9, 31, 16, 0, 0, 123),
    midnight: Date.UTC(2026, 9, 31, 16),
    tickMs: 1,
    async add(record) {
      serial += 1;
      const ID = `00000000-0000-4000-8000-${String(serial).padStart(12, '0')}`;
      const fixed = { ID, orderNo: `CG${String(serial)}`, currency: 'CNY', buyerId: 'u1' };
      await cap.write('POST', 'Orders', { ...fixed, ...columnsOf(record) });
      written.add(ID);
      return ID;
    },
    change: (id, changed) => cap.write('PATCH', `Orders(${id})`, columnsOf(changed)),
    spoil: (id) => cap.write('PATCH', `Orders(${id})`, { status: '?' }),
    async remove(id) {
      await cap.write('DELETE', `Orders(${id})`);
      written.delete(id);
    },
    async clear() {
      for (const id of written) await cap.write('DELETE', `Orders(${id})`);
      written.clear();
    },
    close: () => source.close(),
  };
}

function columnsOf(record: Partial<RigRecord>): object {
  const { modifiedAt, step, amount, organisation, date } = record;
  return {
    ...(modifiedAt === undefined ? {} : { changedAt: new Date(modifiedAt).toISOString() }),
    ...(step === undefined ? {} : { status: statuses[step] }),
    ...(amount === undefined ? {} : { total: amount }),
    ...(organisation === undefined ? {} : { company: organisation }),
    ...(date === undefined
      ? {}
      : { orderDate: new Date(date + 8 * 3_600_000).toISOString().slice(0, 10) }),
  };
}
