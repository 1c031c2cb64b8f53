import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { currencyOf } from './currency.js';

describe('currencyOf', () => {
  const table = [
    { code: 'CNY', number: 'PRE001', want: 'CNY' },
    { code: 'RMB', number: 'PRE001', want: 'CNY' },
    { code: 'usd', number: null, want: 'USD' },
    { code: ' ', number: 'PRE007', want: 'USD' },
    { code: '人民币', number: 'PRE001', want: 'CNY' },
    { code: '积分', number: 'X9', want: '积分' },
    { code: '', number: 'X9', want: 'X9' },
    { code: null, number: null, want: null },
  ];
  for (const { code, number, want } of table) {
    it(`makes ${String(want)} of code "${String(code)}" and number "${String(number)}"`, () => {
      assert.equal(currencyOf(code, number), want);
    });
  }
});
