import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backfillArguments } from './arguments.js';

const least = ['--tenant', 'huadong', '--form', 'AP_Payable', '--from', '2026-01-01'];

describe('the arguments of a backfill', () => {
  it('are a tenant, a form and a day, and then it runs until now as fast as it goes', () => {
    assert.deepEqual(backfillArguments(least), {
      tenant: 'huadong',
      form: 'AP_Payable',
      from: Date.UTC(2026, 0, 1),
      to: null,
      rowsPerSecond: null,
      again: false,
    });
  });

  it('may name an end, a speed and a new beginning', () => {
    const all = [...least, '--to', '2026-02-01T08:00:00+08:00', '--speed', '500', '--again'];
    const { to, rowsPerSecond, again } = backfillArguments(all);
    assert.deepEqual([to, rowsPerSecond, again], [Date.UTC(2026, 1, 1), 500, true]);
  });

  const wrong = [
    { name: 'no form', given: ['--tenant', 'huadong'], says: '--from is missing' },
    { name: 'no day', given: [...least.slice(0, 5), 'yesterday'], says: '--from is no day' },
    { name: 'an end before', given: [...least, '--to', '2025-12-31'], says: '--to lies before' },
    { name: 'no speed', given: [...least, '--speed', 'fast'], says: '--speed is no whole number' },
    { name: 'something else', given: [...least, '--dry-run'], says: '--dry-run' },
  ];
  for (const { name, given, says } of wrong) {
    it(`with ${name} are refused with what to write`, () => {
      assert.throws(
        () => backfillArguments(given),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'INGEST_BACKFILL_ARGUMENTS');
          assert.ok(error.message.includes(says) && error.message.includes('write --tenant'));
          return true;
        },
      );
    });
  }
});
