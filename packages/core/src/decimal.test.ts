import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, formatAmount } from './decimal.js';

describe('formatAmount', () => {
  const cases = [
    { amount: '86000', want: '86,000.00' },
    { amount: '0.1', want: '0.10' },
    { amount: '-1234567.891', want: '-1,234,567.891' },
    { amount: '9007199254740993.01', want: '9,007,199,254,740,993.01' },
    { amount: '999', want: '999.00' },
  ];
  for (const { amount, want } of cases) {
    it(`prints ${amount} as ${want}`, () => {
      assert.equal(formatAmount(new Decimal(amount)), want);
    });
  }
});

describe('formatAmount of a currency without cents', () => {
  it('prints no decimals, unless there are some all the same', () => {
    const printed = ['1234567', '1234567.0', '0.5'].map((one) => formatAmount(new Decimal(one), 0));
    assert.deepEqual(printed, ['1,234,567', '1,234,567', '0.5']);
  });
});

describe('Decimal', () => {
  it('adds a dime and two to exactly thirty cents', () => {
    assert.equal(new Decimal('0.1').plus('0.2').toFixed(), '0.3');
  });

  it('refuses a binary float, which has already lost the cent', () => {
    assert.throws(() => new Decimal(0.1 as unknown as string), TypeError);
  });
});
