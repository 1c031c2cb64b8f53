import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isDocument } from '../document.js';
import type { ChangedSince, Source } from '../source.js';
import {
  openOldSystem,
  postgresRig,
  startOldSystem,
  type OldSystem,
} from '../testing/postgres-rig.js';
import { sourceContract } from '../testing/source-contract.js';

let system: OldSystem;
before(async () => {
  system = await startOldSystem();
});
after(() => system.stop());

sourceContract('SQL of a PostgreSQL', () => Promise.resolve(postgresRig(system)));

describe('SQL of a PostgreSQL', () => {
  it('a document comes with its number, its rows and how many there are', async () => {
    const source = openOldSystem(system);
    await system.write("insert into old.purchase values (1,'采-1','2026-11-01','A',2,'华东')");
    await system.write(
      `insert into old.purchase_line
       select n, 1, 'M' || n, n * 0.5, 'kg' from generate_series(1, 203) n`,
    );
    const document = await source.read('PUR_PurchaseOrder', '1', []);
    await source.close();
    await system.write('delete from old.purchase');

    assert.ok(document !== null && isDocument(document));
    const { lines, figures, summary } = document;
    assert.deepEqual(
      [summary.number, lines.length, figures['lines']?.value.toFixed()],
      ['采-1', 200, '203'],
    );
    assert.deepEqual(
      [lines[2]?.item, lines[2]?.quantity?.value.toFixed(), lines[2]?.quantity?.unit],
      ['M3', '1.5', 'kg'],
    );
  });

  it('times finer than a millisecond lose no record and repeat none, whatever the ids', async () => {
    const source = openOldSystem(system, { mappings: ['exact'] });
    // 40 records within 4 milliseconds, whose ids run against their times.
    await system.write(
      `insert into old.exact select to_char(100 - n, 'FM000'),
       timestamptz '2026-11-01 00:00:00Z' + n * interval '100 microseconds', 'O'
       from generate_series(1, 40) n`,
    );
    const ids = await idsOf(source);
    await source.close();
    assert.equal(ids.length, 40);
    assert.equal(new Set(ids).size, 40);
  });

  it('a table that may not be read, a column that is not there and a wrong password are named', async () => {
    assert.deepEqual(
      await codesOf(openOldSystem(system, { mappings: ['purchase', 'secret', 'unknown'] })),
      [null, 'SOURCE_NO_PERMISSION', 'SOURCE_UNKNOWN_FIELD'],
    );
    const connection = system.connection.replace('reads-only', 'guessed');
    assert.deepEqual(await codesOf(openOldSystem(system, { connection })), ['SOURCE_CREDENTIALS']);
    const away = system.connection.replace(/:\d+\//, ':9/');
    assert.deepEqual(await codesOf(openOldSystem(system, { connection: away })), [
      'SOURCE_UNREACHABLE',
    ]);
  });

  it('a question that runs too long is ended by the database and tried again later', async () => {
    const source = openOldSystem(system, { statementTimeoutMs: 100, mappings: ['exact'] });
    await system.write('alter table old.exact rename to exact_rows');
    await system.write(
      "create view old.exact as select id, changed, state from old.exact_rows, pg_sleep(5) where state = 'O'",
    );
    await system.write('grant select on old.exact to hub');
    await assert.rejects(source.read('STK_InStock', '070', []), {
      code: 'SOURCE_TIMEOUT',
      retryable: true,
    });
    await source.close();
    await system.write('drop view old.exact');
    await system.write('alter table old.exact_rows rename to exact');
  });

  it('an id that no number is written like belongs to no document', async () => {
    const source = openOldSystem(system);
    const injected = "1; delete from old.purchase; --'";
    assert.equal(await source.read('PUR_PurchaseOrder', injected, []), null);
    await source.close();
  });
});

async function idsOf(source: Source): Promise<readonly string[]> {
  const ids: string[] = [];
  let question: ChangedSince = {
    ...{ form: 'STK_InStock', organisations: [], modifiedFrom: Date.UTC(2026, 10, 1) },
    ...{ afterId: null, until: null },
  };
  for (;;) {
    const { documents, next } = await source.changedSince(question);
    ids.push(...documents.map(({ documentId }) => documentId));
    if (next === null) return ids;
    question = { ...question, modifiedFrom: next.modifiedAt, afterId: next.documentId };
  }
}

async function codesOf(source: Source): Promise<readonly (string | null)[]> {
  const codes: (string | null)[] = [];
  for (const check of source.checks?.() ?? []) codes.push((await check.run()).code);
  await source.close();
  return codes;
}
