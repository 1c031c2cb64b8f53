import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HubError } from '@hub/core';
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

  // Ids of 10 digits in an integer, of 19 in a bigint, used to be no ids: such documents were read as gone.
  it('ids are read and paged up to the last number that their column holds', async () => {
    const source = openOldSystem(system);
    const last = 2n ** 63n - 1n;
    await system.write(
      `insert into old.purchase select ${String(last)} - n, null, '2026-11-01', 'A', 1, 'x'
       from generate_series(0, 24) n`,
    );
    const one = await source.read('PUR_PurchaseOrder', String(last), []);
    const ids = await idsOf(source, 'PUR_PurchaseOrder', Date.UTC(2026, 9, 31));
    assert.equal(await source.read('PUR_PurchaseOrder', String(last + 1n), []), null);
    await source.close();
    await system.write('delete from old.purchase');
    assert.ok(one !== null && isDocument(one));
    assert.deepEqual(
      ids,
      Array.from({ length: 25 }, (_, n) => String(last - BigInt(24 - n))),
    );
  });

  // Used to come without rows: their blanks told the two ids apart.
  it('rows are found by an id of fixed length', async () => {
    const source = openOldSystem(system, { mappings: ['padded'] });
    await system.write("insert into old.issue values ('A1', '2026-11-01', 'O')");
    await system.write("insert into old.issue_line values ('1', 'A1', 'M1'), ('2', 'A1', 'M2')");
    const document = await source.read('STK_OutStock', 'A1', []);
    await source.close();
    assert.ok(document !== null && isDocument(document));
    assert.deepEqual(
      document.lines.map(({ lineId, item }) => [lineId, item]),
      [
        ['1', 'M1'],
        ['2', 'M2'],
      ],
    );
  });

  // A second of more than a page used to be asked for again and again, a day of more for ever.
  for (const [name, form, changed] of [
    ['counted', 'GL_Counted', 'extract(epoch from day)::integer'],
    ['daily', 'GL_Daily', 'day'],
  ] as const) {
    it(`more than a page of one time comes once where times are ${name}`, async () => {
      const source = openOldSystem(system, { mappings: [name] });
      await system.write(
        `insert into old.${name} select n, ${changed}, 'O'
         from generate_series(1, 35) n, lateral (select date '2026-11-02' + n / 30 as day) d`,
      );
      const from = Date.UTC(2026, 10, 1);
      const ids = await idsOf(source, form, from);
      const until = { modifiedAt: Date.UTC(2026, 10, 2), documentId: '' };
      const stretch = { form, organisations: [], modifiedFrom: from, until };
      const more = await source.hasMoreThan?.({ ...stretch, afterId: null }, 28);
      await source.close();
      assert.deepEqual(
        ids.map(Number),
        Array.from({ length: 35 }, (_, n) => n + 1),
      );
      assert.equal(more, true, 'the end of a stretch is included');
    });
  }

  it('a connection that the database ended is replaced', async () => {
    const source = openOldSystem(system);
    await source.read('PUR_PurchaseOrder', '1', []);
    await system.write(
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'hub'",
    );
    const again = async (): Promise<unknown> => {
      try {
        return await source.read('PUR_PurchaseOrder', '1', []);
      } catch (error) {
        // Whoever asks before the end of the connection is noticed may ask again.
        assert.ok(error instanceof HubError && error.retryable, String(error));
        return await source.read('PUR_PurchaseOrder', '1', []);
      }
    };
    assert.equal(await again(), null);
    await source.close();
  });

  it('nothing is written, whatever hides behind a view', async () => {
    await system.write(`
      create function old.note() returns text language sql volatile as
        $$ insert into old.exact values ('hidden', now(), 'O') returning id $$;
      alter table old.secret rename to secret_rows;
      create view old.secret as select old.note() as id, now() as changed, 'O' as state;
      grant select on old.secret to hub; grant insert on old.exact to hub`);
    const source = openOldSystem(system, { mappings: ['secret'] });
    await assert.rejects(source.read('HR_Salary', 'hidden', []), {
      ...{ code: 'SOURCE_REFUSED', message: /read-only transaction/ },
    });
    await source.close();
    await system.write(`
      drop view old.secret; drop function old.note(); revoke insert on old.exact from hub;
      alter table old.secret_rows rename to secret`);
  });

  // The first used to end in "URI malformed" without a code, the second in advice to check the mapping.
  it('an address that is none, and a database that is not there, are named', async () => {
    const connection = system.connection.replace('reads-only', '100%only');
    assert.throws(() => openOldSystem(system, { connection }), {
      ...{ code: 'SOURCE_REFUSED', message: /secret file, with % as %25/ },
    });
    const elsewhere = openOldSystem(system, { connection: `${system.connection}x` });
    await assert.rejects(elsewhere.read('PUR_PurchaseOrder', '1', []), {
      ...{ code: 'SOURCE_REFUSED', message: /correct the name of the database/ },
    });
    await elsewhere.close();
  });

  it('an id that no number is written like belongs to no document', async () => {
    const source = openOldSystem(system);
    const injected = "1; delete from old.purchase; --'";
    assert.equal(await source.read('PUR_PurchaseOrder', injected, []), null);
    await source.close();
  });
});

async function idsOf(
  source: Source,
  form = 'STK_InStock',
  modifiedFrom = Date.UTC(2026, 10, 1),
): Promise<readonly string[]> {
  const ids: string[] = [];
  let question: ChangedSince = {
    ...{ form, organisations: [], modifiedFrom },
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
