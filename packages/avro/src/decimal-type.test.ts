import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { Decimal } from '@hub/core';
import { avroType } from './avro-type.js';

const schema = (scale: number, precision = 28): string =>
  JSON.stringify({ type: 'bytes', logicalType: 'decimal', precision, scale });
const whole = avroType(schema(0));
const money = avroType(schema(10));

/** The bytes of a value without the length in front. */
const bytesOf = (text: string, type = whole): string =>
  type.toBuffer(new Decimal(text)).subarray(1).toString('hex');

describe('decimal', () => {
  const edges = [
    { text: '0', want: '00' },
    { text: '1', want: '01' },
    { text: '-1', want: 'ff' },
    { text: '127', want: '7f' },
    { text: '128', want: '0080' },
    { text: '255', want: '00ff' },
    { text: '256', want: '0100' },
    { text: '-128', want: '80' },
    { text: '-129', want: 'ff7f' },
    { text: '-256', want: 'ff00' },
    { text: '-32768', want: '8000' },
    { text: '-32769', want: 'ff7fff' },
    { text: '9223372036854775807', want: '7fffffffffffffff' },
    { text: '9223372036854775808', want: '008000000000000000' },
    { text: '-9223372036854775808', want: '8000000000000000' },
    { text: '-9223372036854775809', want: 'ff7fffffffffffffff' },
    { text: '9999999999999999999999999999', want: '204fce5e3e2502610fffffff' },
    { text: '-9999999999999999999999999999', want: 'dfb031a1c1dafd9ef0000001' },
  ];
  for (const { text, want } of edges) {
    it(`writes ${text} in the fewest bytes and reads it back`, () => {
      assert.equal(bytesOf(text), want);
      const read = whole.fromBuffer(whole.toBuffer(new Decimal(text))) as Decimal;
      assert.equal(read.toFixed(), text);
    });
  }

  it('keeps the scale: 86,000.00 is 860,000,000,000,000 of the smallest units', () => {
    assert.equal(
      bytesOf('86000.00', money),
      BigInt('860000000000000').toString(16).padStart(14, '0'),
    );
  });

  it('takes exactly as many decimals as the scale', () => {
    const read = money.fromBuffer(money.toBuffer(new Decimal('-0.0000000001'))) as Decimal;
    assert.equal(read.toFixed(), '-0.0000000001');
  });

  it('reads a longer form than the shortest, as other writers send it', () => {
    const padded = Buffer.from('06ffff80', 'hex');
    assert.equal((whole.fromBuffer(padded) as Decimal).toFixed(), '-128');
  });

  const refused = [
    { name: 'one decimal too many', value: new Decimal('0.00000000001') },
    { name: 'one digit too many before the point', value: new Decimal('1000000000000000000') },
    { name: 'a huge exponent', value: new Decimal('1e1000000') },
    { name: 'a number', value: 86000 },
    { name: 'text', value: '86000.00' },
    { name: 'null', value: null },
  ];
  for (const { name, value } of refused) {
    it(`refuses ${name}`, () => {
      assert.equal(money.isValid(value), false);
      assert.throws(() => money.toBuffer(value));
    });
  }

  it('refuses bytes that are no number', () => {
    assert.throws(() => whole.fromBuffer(Buffer.from('00', 'hex')) as Decimal, /0 bytes/);
  });

  it('refuses more digits than the precision when reading', () => {
    const narrow = avroType(schema(0, 2));
    assert.throws(() => narrow.fromBuffer(Buffer.from('0264', 'hex')) as Decimal, /3 digits/);
  });

  it('refuses a nonsensical schema', () => {
    assert.throws(() => avroType(schema(3, 2)), /scale of a decimal is from 0 to its precision/);
    assert.throws(() => avroType(schema(0, 0)), /precision of 1 or more/);
  });
});
