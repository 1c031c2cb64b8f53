import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExactJson } from './exact-json.js';

describe('parseExactJson', () => {
  const cases: readonly { readonly json: string; readonly want: unknown }[] = [
    { json: '100001', want: 100_001 },
    { json: '-5', want: -5 },
    { json: '86000.00', want: 86_000 },
    { json: '86000.10', want: '86000.10' },
    { json: '0.1', want: '0.1' },
    { json: '9007199254740991', want: 9_007_199_254_740_991 },
    { json: '9007199254740993', want: '9007199254740993' },
    { json: '12345678901234567890.12', want: '12345678901234567890.12' },
    { json: '1.00000000000000001', want: '1.00000000000000001' },
    { json: '1e3', want: '1e3' },
    { json: '"007"', want: '007' },
    // Whether the answer has such a number at all is looked for first.
    { json: '[1,\n  2.50]', want: [1, '2.50'] },
    { json: '{"a": -1234567890123456789}', want: { a: '-1234567890123456789' } },
    { json: '[[1,"2,3.5"],[4]]', want: [[1, '2,3.5'], [4]] },
    { json: ' 1.0', want: 1 },
    { json: '[true,null,"x",{"a":[0.30]}]', want: [true, null, 'x', { a: ['0.30'] }] },
  ];

  for (const { json, want } of cases) {
    it(`keeps every digit of ${json}`, () => {
      assert.deepEqual(parseExactJson(json), want);
    });
  }
});
