import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import avsc from 'avsc';
import type { Type } from 'avsc';
import fc from 'fast-check';
import { Decimal, HubError } from '@hub/core';
import { newestSchema, schemaSources } from '@hub/schemas';
import { avroType } from './avro-type.js';
import { DecimalType } from './decimal-type.js';
import { lockedIds } from './schema-ids.js';
import { SchemaCodec, Scratch } from './schema-codec.js';

const seed = randomInt(2 ** 31);
const runs = { seed, numRuns: 200 };
const names = [...new Set(schemaSources.map(({ name }) => name))];
/** The codec refuses what lies outside; avsc would change it. */
const longs = { min: -(2 ** 52), max: 2 ** 52 - 1 };

/** Any value of a type. Text is well formed, because half a character has no bytes. */
function arbitraryOf(type: Type): fc.Arbitrary<unknown> {
  if (type instanceof DecimalType) return decimals(type);
  if (type instanceof avsc.types.RecordType) {
    return fc.record(
      Object.fromEntries(type.fields.map(({ name, type: of }) => [name, arbitraryOf(of)])),
      {
        noNullPrototype: true,
      },
    );
  }
  if (type instanceof avsc.types.UnwrappedUnionType)
    return fc.oneof(...type.types.map(arbitraryOf));
  if (type instanceof avsc.types.ArrayType)
    return fc.array(arbitraryOf(type.itemsType), { maxLength: 5 });
  if (type instanceof avsc.types.MapType) {
    const key = text.filter((name) => name !== '__proto__');
    return fc.dictionary(key, arbitraryOf(type.valuesType as Type), { noNullPrototype: true });
  }
  if (type instanceof avsc.types.EnumType) return fc.constantFrom(...type.symbols);
  return leaf(type.typeName);
}

const text = fc.string({ unit: 'grapheme' });

function leaf(name: string): fc.Arbitrary<unknown> {
  switch (name) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'int':
      return fc.integer();
    case 'long':
      return fc.integer(longs);
    case 'string':
      return text;
    case 'bytes':
      return fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    default:
      throw new Error(`no arbitrary for ${name}`);
  }
}

function decimals({ precision, scale }: DecimalType): fc.Arbitrary<Decimal> {
  const largest = 10n ** BigInt(precision) - 1n;
  return fc
    .oneof(
      fc.bigInt(-largest, largest),
      fc.bigInt(-70_000n, 70_000n),
      fc.constantFrom(largest, -largest),
    )
    .map((unscaled) => new Decimal(`${String(unscaled)}e-${String(scale)}`));
}

function codecOf(name: string): SchemaCodec {
  const newest = newestSchema(name);
  assert.ok(newest);
  const limits = { bytesMax: 1024 * 1024, itemsMax: 1000 };
  return new SchemaCodec(newest, lockedIds(), limits, new Scratch(16));
}

describe(`any value of any schema (seed ${String(seed)})`, () => {
  for (const name of names) {
    const values = arbitraryOf(avroType(newestSchema(name)?.json ?? ''));

    it(`${name} comes back as it was`, () => {
      const codec = codecOf(name);
      const roundTrip = fc.property(values, (value) => {
        assert.deepEqual(codec.decode(codec.encode(value)), value);
      });
      fc.assert(roundTrip, runs);
    });

    it(`${name} with one byte changed is read or refused, never anything else`, () => {
      const codec = codecOf(name);
      const flip = fc.property(
        values,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (value, at, by) => {
          const bytes = codec.encode(value);
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ by;
          try {
            codec.decode(bytes);
          } catch (error) {
            assert.ok(error instanceof HubError, String(error));
          }
        },
      );
      fc.assert(flip, runs);
    });
  }
});
