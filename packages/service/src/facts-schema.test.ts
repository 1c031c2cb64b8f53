import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { factsSchema } from './facts-schema.js';
import { hintsSchema } from './hints-schema.js';
import { levelsSchema } from './levels-schema.js';
import { reconcileSchema } from './reconcile-schema.js';

function faultsOf(schema: z.ZodType, value: unknown): string[] {
  const read = schema.safeParse(value);
  return read.success ? [] : read.error.issues.map(({ path }) => path.map(String).join('.'));
}

describe('facts, levels, reconcile and hints of a tenant', () => {
  it('are read with their usual numbers', () => {
    const facts = factsSchema().parse([
      { kind: 'receivable-overdue', form: 'AR_receivable', days: [1, 7, 30] },
      { kind: 'payment-due', form: 'AP_Payable', days: [3, 1] },
      { kind: 'tax-filing', name: '增值税', every: 'month', days: [3, 1] },
      { kind: 'approval-stuck', forms: ['PUR_PurchaseOrder'], hours: [24, 72] },
    ]);
    assert.deepEqual(
      facts.map(({ kind, everyMs }) => [kind, everyMs]),
      [
        ['receivable-overdue', 900_000],
        ['payment-due', 900_000],
        ['tax-filing', 900_000],
        ['approval-stuck', 60_000],
      ],
    );
    assert.deepEqual(levelsSchema().parse([{ kind: 'stock' }]), [
      { kind: 'stock', everyMs: 300_000, recover: '1.1', hold: 2 },
    ]);
    assert.deepEqual(reconcileSchema().parse({}), { everyMs: 21_600_000, windowDays: 60 });
  });

  it('name what is wrong with them', () => {
    const facts = [
      { kind: 'receivable-overdue', form: 'AR_receivable', days: [0] },
      { kind: 'payment-due', form: 'AP_Payable', days: [] },
      { kind: 'tax-filing', name: '增值税', every: 'week', days: [1] },
      { kind: 'approval-stuck', forms: ['X'], hours: [24], form: 'Y' },
    ];
    assert.deepEqual(faultsOf(factsSchema(), facts), ['0.days', '1.days', '2.every', '3']);
    const levels = [{ kind: 'stock', recover: 0.9 }, { kind: 'cash' }];
    assert.deepEqual(faultsOf(levelsSchema(), levels), ['0.recover', '1.kind']);
    assert.deepEqual(faultsOf(reconcileSchema(), { windowDays: 90 }), ['windowDays']);
  });

  it('a key for hints has 32 bytes or more', () => {
    const schema = hintsSchema(z.string());
    assert.deepEqual(faultsOf(schema, { keys: ['short'] }), ['keys.0']);
    const [key] = schema.parse({ keys: ['x'.repeat(32)] }).keys;
    assert.deepEqual(key, Buffer.from('x'.repeat(32)));
  });
});
