import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { avroType } from './avro-type.js';
import { boundsOf } from './bounds.js';

const field = (name: string, type: unknown): object => ({ name, type });
const record = (...fields: readonly object[]): string =>
  JSON.stringify({ type: 'record', name: 'R', fields });

/** What is wrong with the bytes of a record; undefined when nothing is. */
function faultOf(schema: string, hex: string, itemsMax = 1000): string | undefined {
  const check = boundsOf(avroType(schema), itemsMax);
  try {
    check(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 0);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const nulls = record(field('list', { type: 'array', items: 'null' }));
const texts = record(field('list', { type: 'array', items: 'string' }));
const map = record(field('map', { type: 'map', values: 'long' }));
const choice = record(
  field('maybe', ['null', 'string']),
  field('kind', { type: 'enum', name: 'Kind', symbols: ['A', 'B'] }),
);

describe('boundsOf', () => {
  const cases = [
    { name: 'an empty list', schema: texts, hex: '00', want: undefined },
    { name: 'two texts', schema: texts, hex: '04 02 61 02 62 00', want: undefined },
    { name: 'two blocks', schema: texts, hex: '02 02 61 02 02 62 00', want: undefined },
    { name: 'a block with its size', schema: texts, hex: '01 04 02 61 00', want: undefined },
    {
      name: 'a block with a wrong size',
      schema: texts,
      hex: '01 06 02 61 00',
      want: 'list: a block of a wrong size',
    },
    {
      name: 'fifty million nulls in nine bytes',
      schema: nulls,
      hex: '80 e1 eb 2f 00 00 00 00 00',
      want: 'list: more items than are read',
    },
    {
      name: 'as many texts as are allowed, which the bytes cannot hold',
      schema: texts,
      hex: 'd0 0f 02 61 00',
      want: 'list: the bytes end before the value does',
    },
    {
      name: 'one item more than is allowed, over two blocks',
      schema: nulls,
      hex: 'd0 0f 02 00',
      want: 'list: more items than are read',
    },
    {
      name: 'a text longer than the bytes',
      schema: texts,
      hex: '02 7e 61 00',
      want: 'list[]: the bytes end before the value does',
    },
    {
      name: 'a text of negative length',
      schema: texts,
      hex: '02 01 00',
      want: 'list[]: a length below zero',
    },
    {
      name: 'an integer that never ends',
      schema: texts,
      hex: 'ff ff ff ff ff ff ff ff ff ff ff 01',
      want: 'list: an integer longer than ten bytes',
    },
    {
      name: 'the largest integer that is exact',
      schema: map,
      hex: '02 02 61 fe ff ff ff ff ff ff 0f 00',
      want: undefined,
    },
    {
      name: 'the first integer that is not',
      schema: map,
      hex: '02 02 61 80 80 80 80 80 80 80 10 00',
      want: 'map{}: a whole number beyond ±2^52',
    },
    {
      name: 'bytes after the value',
      schema: texts,
      hex: '00 00 00',
      want: '2 bytes follow the value',
    },
    {
      name: 'nothing at all',
      schema: texts,
      hex: '',
      want: 'list: the bytes end before the value does',
    },
    { name: 'a map', schema: map, hex: '02 02 61 54 00', want: undefined },
    {
      name: 'a key that would vanish',
      schema: map,
      hex: `02 12 ${Buffer.from('__proto__').toString('hex')} 54 00`,
      want: 'map: __proto__ cannot be a key',
    },
    { name: 'a value for both', schema: choice, hex: '02 02 61 02', want: undefined },
    {
      name: 'a third branch',
      schema: choice,
      hex: '04 02',
      want: 'maybe: no such branch of a union',
    },
    {
      name: 'a third symbol',
      schema: choice,
      hex: '00 04',
      want: 'kind: no such symbol of an enum',
    },
    {
      name: 'a negative symbol',
      schema: choice,
      hex: '00 01',
      want: 'kind: no such symbol of an enum',
    },
  ];
  for (const { name, schema, hex, want } of cases) {
    it(`${want === undefined ? 'passes' : 'refuses'} ${name}`, () => {
      assert.equal(faultOf(schema, hex), want);
    });
  }

  it('refuses a recursive schema when it is built, not when it is read', () => {
    const tree = record(field('children', { type: 'array', items: 'R' }));
    assert.throws(
      () => boundsOf(avroType(tree), 10),
      /children\[\]: recursive types are not in use/,
    );
  });
});
