import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { differences, generatedFiles, repair } from './generate.js';

const money = {
  type: 'record',
  name: 'Money',
  namespace: 'hub',
  doc: 'An amount.',
  fields: [
    {
      name: 'amount',
      type: { type: 'bytes', logicalType: 'decimal', precision: 28, scale: 10 },
      doc: 'Exact.',
    },
  ],
};
const order = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  doc: 'An order.',
  fields: [
    { name: 'id', type: 'string', doc: 'Its id.' },
    {
      name: 'state',
      type: {
        type: 'enum',
        name: 'State',
        doc: 'State.',
        symbols: ['NEW', 'DONE'],
        default: 'NEW',
      },
      doc: 'Where it stands.',
    },
    { name: 'total', type: ['null', money], doc: 'Total.', default: null },
    { name: 'tax', type: ['null', 'hub.Money'], doc: 'Tax.', default: null },
    { name: 'tags', type: { type: 'array', items: 'string' }, doc: 'Tags.', default: [] },
    { name: 'notes', type: { type: 'map', values: 'long' }, doc: 'Notes.', default: {} },
    { name: 'raw', type: 'bytes', doc: 'Bytes.' },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' }, doc: 'When.' },
  ],
};
const bill = {
  type: 'record',
  name: 'Bill',
  namespace: 'shop',
  doc: 'A bill.',
  fields: [
    { name: 'id', type: 'string', doc: 'Its id.' },
    { name: 'total', type: money, doc: 'Total.' },
  ],
};
const topic = {
  name: 'shop.order.v1',
  schema: 'shop.order.v1',
  key: ['id'],
  partitions: 3,
  retentionDays: 1,
  compacted: false,
  parked: true,
  says: 'ordered',
};

let root = '';

function put(path: string, json: unknown): void {
  const full = join(root, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, `${JSON.stringify(json, null, 2)}\n`);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Generates until nothing is left to do, and says what was written. */
async function generate(): Promise<string[]> {
  const files = await generatedFiles(root);
  const wrong = differences(root, files);
  repair(root, files, wrong);
  return wrong.map(({ kind, path }) => `${kind} ${path}`);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'contract-'));
  put('avro/shop.order.v1.avsc', order);
  put('avro/shop.bill.v1.avsc', bill);
  put('topics.json', {
    topics: [topic],
    parked: { suffix: '.parked', retentionDays: 30, partitions: 1 },
  });
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('generate', () => {
  it('writes each type once, with its words, in the house format', async () => {
    await generate();
    assert.equal(
      read('src/generated/shop.order.v1.ts').split('\n').slice(2).join('\n'),
      `import type { Money } from './shared.js';

/** State. */
export type State = 'NEW' | 'DONE';

/** An order. */
export interface Order {
  /** Its id. */
  readonly id: string;
  /** Where it stands. */
  readonly state: State;
  /** Total. */
  readonly total: Money | null;
  /** Tax. */
  readonly tax: Money | null;
  /** Tags. */
  readonly tags: readonly string[];
  /** Notes. */
  readonly notes: Readonly<Record<string, number>>;
  /** Bytes. */
  readonly raw: Buffer;
  /** When. UTC milliseconds. */
  readonly at: number;
}
`,
    );
    assert.match(
      read('src/generated/shared.ts'),
      /import type { Decimal } from '@hub\/core';[^]+readonly amount: Decimal;/,
    );
  });

  it('has nothing to do the second time', async () => {
    await generate();
    assert.deepEqual(await generate(), []);
  });

  it('removes what belongs to no schema any more', async () => {
    await generate();
    put('src/generated/shop.gone.v1.ts', '');
    assert.deepEqual(await generate(), ['left over src/generated/shop.gone.v1.ts']);
  });

  it('keeps the id of a schema whose words alone changed', async () => {
    await generate();
    const lock = read('ids.lock.json');
    put('avro/shop.order.v1.avsc', { ...order, doc: 'What somebody ordered.' });
    assert.deepEqual(await generate(), [
      'stale history/shop.order.v1/v1.avsc',
      'stale src/generated/shop.order.v1.ts',
      'stale src/generated/schema-sources.ts',
    ]);
    assert.equal(read('ids.lock.json'), lock);
  });

  it('gives a changed schema a new id and keeps the old version', async () => {
    await generate();
    const before = JSON.parse(read('ids.lock.json')) as unknown[];
    const old = read('avro/shop.order.v1.avsc');
    const added = { name: 'note', type: ['null', 'string'], doc: 'Note.', default: null };
    put('avro/shop.order.v1.avsc', { ...order, fields: [...order.fields, added] });
    await generate();

    const after = JSON.parse(read('ids.lock.json')) as { id: number; version: number }[];
    assert.deepEqual(after.slice(0, 2), before);
    assert.deepEqual(
      after.slice(2).map(({ id, version }) => ({ id, version })),
      [{ id: 3, version: 2 }],
    );
    assert.equal(read('history/shop.order.v1/v1.avsc'), old);
    assert.equal(read('history/shop.order.v1/v2.avsc'), read('avro/shop.order.v1.avsc'));
  });
});

describe('generate refuses', () => {
  const refuse = async (want: RegExp): Promise<void> => {
    await assert.rejects(generatedFiles(root), want);
  };

  it('one name with two meanings', async () => {
    put('avro/shop.bill.v1.avsc', {
      ...bill,
      fields: [{ name: 'total', type: { ...money, doc: 'Other.' }, doc: 'Total.' }],
    });
    await refuse(/hub\.Money differs between shop\.bill\.v1 and shop\.order\.v1/);
  });

  it('two types that would share a TypeScript name', async () => {
    put('avro/shop.bill.v1.avsc', { ...bill, name: 'Order', namespace: 'bills' });
    await refuse(/bills\.Order and shop\.Order would share one TypeScript name/);
  });

  it('a schema that is not JSON', async () => {
    writeFileSync(join(root, 'avro/shop.bill.v1.avsc'), '{');
    await refuse(/shop\.bill\.v1\.avsc: not JSON/);
  });

  it('an unknown type, naming the field', async () => {
    put('avro/shop.bill.v1.avsc', {
      ...bill,
      fields: [{ name: 'total', type: 'Mony', doc: 'Total.' }],
    });
    await refuse(/shop\.bill\.v1\.total: unknown type "shop\.Mony"/);
  });

  it('a logical type that is not in use, naming the field', async () => {
    const type = { type: 'int', logicalType: 'date' };
    put('avro/shop.bill.v1.avsc', { ...bill, fields: [{ name: 'day', type, doc: 'Day.' }] });
    await refuse(/shop\.bill\.v1\.day: logical type "date" on "int"/);
  });

  it('a topic whose key is no text field of its schema', async () => {
    put('topics.json', { topics: [{ ...topic, key: ['at'] }], parked: {} });
    await refuse(/key part at of shop\.order\.v1 is not a string field/);
  });

  it('a topic without a schema', async () => {
    put('topics.json', { topics: [{ ...topic, schema: 'shop.order.v2' }], parked: {} });
    await refuse(/avro\/shop\.order\.v2\.avsc does not exist/);
  });

  it('a lock whose kept version is missing', async () => {
    await generate();
    rmSync(join(root, 'history/shop.order.v1/v1.avsc'));
    await refuse(/id 2 \(shop\.order\.v1 v1\) has no history\/shop\.order\.v1\/v1\.avsc/);
  });

  it('a kept version that was edited together with its schema', async () => {
    await generate();
    put('avro/shop.bill.v1.avsc', { ...bill, fields: bill.fields.slice(0, 1) });
    put('history/shop.bill.v1/v1.avsc', { ...bill, fields: bill.fields.slice(0, 1) });
    await refuse(/id 1 \(shop\.bill\.v1 v1\) does not match history/);
  });

  it('ids that were reordered', async () => {
    await generate();
    put('ids.lock.json', (JSON.parse(read('ids.lock.json')) as unknown[]).reverse());
    await refuse(/id 1 \(shop\.bill\.v1 v1\) is out of order/);
  });
});

describe('the generate command', () => {
  const command = fileURLToPath(new URL('main.js', import.meta.url));
  const run = (...args: string[]): { code: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      encoding: 'utf8',
    });
    return { code: status, said: stdout + stderr };
  };

  it('finds the committed contract up to date', () => {
    assert.deepEqual(run('generate', '--check'), { code: 0, said: '' });
  });

  it('fails on a schema that was edited without generating, and writes nothing', () => {
    const committed = fileURLToPath(new URL('../../', import.meta.url));
    for (const part of ['avro', 'history', 'src/generated', 'topics.json', 'ids.lock.json']) {
      cpSync(join(committed, part), join(root, part), { recursive: true, force: true });
    }
    rmSync(join(root, 'avro/shop.order.v1.avsc'));
    rmSync(join(root, 'avro/shop.bill.v1.avsc'));
    const path = join(root, 'avro/hub.watermark.v1.avsc');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"readAt"', '"polledAt"'));

    const { code, said } = run('generate', '--check', root);
    assert.equal(code, 1);
    assert.match(said, /missing: schemas\/history\/hub\.watermark\.v1\/v3\.avsc/);
    assert.match(said, /stale: schemas\/src\/generated\/hub\.watermark\.v1\.ts/);
    assert.match(said, /npm run generate/);
    assert.equal(run('generate', '--check', root).said, said);
  });

  it('explains itself when called wrongly', () => {
    const { code, said } = run('generat');
    assert.equal(code, 2);
    assert.match(said, /^usage: /);
  });
});
