import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { fingerprintOf } from './fingerprint.js';

const money = { type: 'bytes', logicalType: 'decimal', precision: 28, scale: 10 };
const field = { name: 'amount', type: money, doc: 'Exact.' };
const schema = { type: 'record', name: 'Money', namespace: 'hub', doc: 'Money.', fields: [field] };

const recordWith = (change: object): object => ({ ...schema, fields: [{ ...field, ...change }] });

describe('fingerprintOf', () => {
  const same = [
    { name: 'other words', other: { ...recordWith({ doc: 'Other.' }), doc: 'Other.' } },
    { name: 'another order of keys', other: Object.fromEntries(Object.entries(schema).reverse()) },
    {
      name: 'the full name in place of a namespace',
      other: { type: 'record', name: 'hub.Money', fields: [field] },
    },
  ];
  for (const { name, other } of same) {
    it(`stays the same with ${name}`, () => {
      assert.equal(fingerprintOf(other), fingerprintOf(schema));
    });
  }

  const different = [
    { name: 'another scale', other: recordWith({ type: { ...money, scale: 2 } }) },
    { name: 'no logical type', other: recordWith({ type: 'bytes' }) },
    { name: 'a default', other: recordWith({ default: '' }) },
    { name: 'an alias', other: recordWith({ aliases: ['sum'] }) },
    { name: 'another name', other: { ...schema, name: 'Sum' } },
    { name: 'another namespace', other: { ...schema, namespace: 'kingdee' } },
  ];
  for (const { name, other } of different) {
    it(`changes with ${name}`, () => {
      assert.notEqual(fingerprintOf(other), fingerprintOf(schema));
    });
  }

  it('tells two orders of fields apart, because their bytes differ', () => {
    const other = { name: 'currency', type: 'string' };
    assert.notEqual(
      fingerprintOf({ ...schema, fields: [field, other] }),
      fingerprintOf({ ...schema, fields: [other, field] }),
    );
  });
});
