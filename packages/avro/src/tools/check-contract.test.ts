import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import {
  aField,
  base,
  decimal,
  line,
  schemaOf,
  state,
  time,
  withField,
  withNew,
} from '../testing/order-schema.js';
import { checkContract } from './check-contract.js';

let root = '';

function put(path: string, json: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(json));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'contract-'));
  put('history/shop.order.v1/v1.avsc', schemaOf(base));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const backward = 'now cannot read v1 (backward)';
const forward = 'v1 cannot read now (forward)';

describe('checkContract refuses', () => {
  const money2 = { ...decimal, scale: 2 };
  const breaks: { name: string; now: object; want: string[] }[] = [
    {
      name: 'a removed field that had no default',
      now: withField('count', undefined),
      want: [
        `${forward}: count: the writer does not have it, and the reader has no default for it`,
      ],
    },
    {
      name: 'a new field without a default',
      now: withNew(aField('city', 'string')),
      want: [
        `${backward}: city: the writer does not have it, and the reader has no default for it`,
      ],
    },
    {
      name: 'a new field without a default inside a list',
      now: withField('lines', {
        type: {
          type: 'array',
          items: { ...line, fields: [...line.fields, aField('unit', 'string')] },
        },
      }),
      want: [
        `${backward}: lines[].unit: the writer does not have it, and the reader has no default for it`,
      ],
    },
    {
      name: 'a renamed field',
      now: withField('count', { name: 'quantity' }),
      want: [
        `${backward}: quantity: the writer does not have it, and the reader has no default for it`,
        `${forward}: count: the writer does not have it, and the reader has no default for it`,
      ],
    },
    {
      name: 'another type',
      now: withField('count', { type: 'string' }),
      want: [
        `${backward}: count: "int" cannot be read as "string"`,
        `${forward}: count: "string" cannot be read as "int"`,
      ],
    },
    {
      name: 'a wider number, which old readers cannot read',
      now: withField('count', { type: 'long' }),
      want: [`${forward}: count: "long" cannot be read as "int"`],
    },
    {
      name: 'another scale',
      now: withField('total', { type: money2 }),
      want: [
        `${backward}: total: ${decimalLabel(10)} cannot be read as ${decimalLabel(2)}`,
        `${forward}: total: ${decimalLabel(2)} cannot be read as ${decimalLabel(10)}`,
      ],
    },
    {
      name: 'another precision',
      now: withField('total', { type: { ...decimal, precision: 30 } }),
      want: [
        `${backward}: total: ${decimalLabel(10)} cannot be read as ${decimalLabel(10, 30)}`,
        `${forward}: total: ${decimalLabel(10, 30)} cannot be read as ${decimalLabel(10)}`,
      ],
    },
    {
      name: 'another scale of an optional amount',
      now: withField('tax', { type: ['null', money2] }),
      want: [
        `${backward}: tax: ${decimalLabel(10)} cannot be read as ${decimalLabel(2)}`,
        `${forward}: tax: ${decimalLabel(2)} cannot be read as ${decimalLabel(10)}`,
      ],
    },
    {
      name: 'an amount that becomes plain bytes',
      now: withField('total', { type: 'bytes' }),
      want: [`${forward}: total: "bytes" cannot be read as ${decimalLabel(10)}`],
    },
    {
      name: 'a time that becomes a plain number',
      now: withField('at', { type: 'long' }),
      want: [`${forward}: at: "long" cannot be read as ${timeLabel()}`],
    },
    {
      name: 'an optional time that becomes a plain number',
      now: withField('due', { type: ['null', 'long'] }),
      want: [`${forward}: due: "long" cannot be read as ${timeLabel()}`],
    },
    {
      name: 'a number that becomes a time',
      now: withField('count', { type: time }),
      want: [
        `${backward}: count: "int" cannot be read as ${timeLabel()}`,
        `${forward}: count: ${timeLabel()} cannot be read as "int"`,
      ],
    },
    {
      name: 'a field that may now be null',
      now: withField('id', { type: ['null', 'string'], default: null }),
      want: [`${forward}: id: ["null","string"] cannot be read as "string"`],
    },
    {
      name: 'a field that may no longer be null',
      now: schemaOf(
        base.map((field) => (field.name === 'note' ? aField('note', 'string') : field)),
      ),
      want: [`${backward}: note: ["null","string"] cannot be read as "string"`],
    },
    {
      name: 'a symbol removed from an enum without default',
      now: withField('state', {
        type: { type: 'enum', name: 'State', doc: 'State.', symbols: ['NEW'] },
      }),
      want: [
        'state: enum State has no default; without one no symbol can ever be added',
        `${backward}: state: the reader knows no DONE and its enum has no default`,
      ],
    },
    {
      name: 'a record under another name',
      now: { ...schemaOf(base), name: 'Purchase' },
      want: [
        `${backward}: (top): shop.Order cannot be read as shop.Purchase`,
        `${forward}: (top): shop.Purchase cannot be read as shop.Order`,
      ],
    },
    {
      name: 'other values in a map',
      now: withField('marks', { type: { type: 'map', values: 'boolean' } }),
      want: [
        `${backward}: marks{}: "string" cannot be read as "boolean"`,
        `${forward}: marks{}: "boolean" cannot be read as "string"`,
      ],
    },
    {
      name: 'a field without words',
      now: withField('id', { doc: ' ' }),
      want: ['id: field id has no doc'],
    },
    {
      name: 'an enum without words',
      now: withField('state', { type: { ...state, doc: '' } }),
      want: ['state: enum State has no doc'],
    },
    {
      name: 'a nested record without words',
      now: withField('lines', { type: { type: 'array', items: { ...line, doc: undefined } } }),
      want: ['lines[]: record Line has no doc'],
    },
    {
      name: 'a binary float',
      now: withNew(aField('rate', ['null', 'double'], { default: null })),
      want: ['rate: double is not exact; use decimal, or long in a named unit'],
    },
    {
      name: 'a union of two records',
      now: withNew(
        aField('party', ['null', { ...line, name: 'Buyer' }, { ...line, name: 'Seller' }], {
          default: null,
        }),
      ),
      want: ['party: a union is ["null", one other type]; use two fields instead'],
    },
  ];
  for (const { name, now, want } of breaks) {
    it(name, () => {
      put('avro/shop.order.v1.avsc', now);
      assert.deepEqual(
        checkContract(root),
        want.map((line) => `shop.order.v1: ${line}`),
      );
    });
  }

  it('a break against an old version that the last one hides', () => {
    const nullable = aField('city', ['null', 'string'], { default: null });
    put('history/shop.order.v1/v2.avsc', schemaOf([...base, nullable]));
    put('history/shop.order.v1/v10.avsc', schemaOf(base));
    put('avro/shop.order.v1.avsc', withNew(aField('city', 'int', { default: 0 })));
    const found = checkContract(root).filter((line) => line.includes('now'));
    assert.deepEqual(found, [
      'shop.order.v1: now cannot read v2 (backward): city: ["null","string"] cannot be read as "int"',
      'shop.order.v1: v2 cannot read now (forward): city: "int" cannot be read as ["null","string"]',
    ]);
  });

  it('a schema that is no schema, naming the file', () => {
    put('avro/shop.order.v1.avsc', { type: 'record', name: 'Order' });
    const [line = '', ...more] = checkContract(root);
    assert.match(line, /^shop\.order\.v1: /);
    assert.deepEqual(more, []);
  });
});

describe('checkContract passes', () => {
  const allowed: { name: string; now: object }[] = [
    { name: 'no change', now: schemaOf(base) },
    { name: 'other words', now: withField('id', { doc: 'The id.' }) },
    { name: 'a new field with a default', now: withNew(aField('city', 'string', { default: '' })) },
    {
      name: 'a new optional amount',
      now: withNew(aField('fee', ['null', decimal], { default: null })),
    },
    { name: 'a removed field that had a default', now: withField('note', undefined) },
    {
      name: 'a new symbol, which old readers take for the default',
      now: withField('state', { type: { ...state, symbols: ['NEW', 'DONE', 'LOST'] } }),
    },
    { name: 'another order of fields', now: schemaOf(base.toReversed()) },
  ];
  for (const { name, now } of allowed) {
    it(name, () => {
      put('avro/shop.order.v1.avsc', now);
      assert.deepEqual(checkContract(root), []);
    });
  }

  it('a schema that is new', () => {
    put('avro/shop.other.v1.avsc', schemaOf(base));
    assert.deepEqual(checkContract(root), []);
  });
});

function decimalLabel(scale: number, precision = 28): string {
  return JSON.stringify({ type: 'bytes', logicalType: 'decimal', precision, scale });
}

function timeLabel(): string {
  return JSON.stringify(time);
}
