import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDocument, type MalformedDocument, type SourceDocument } from '../document.js';
import { documentOf } from './document-of.js';
import { mappingSchema } from './mapping.js';

const mapping = mappingSchema.parse({
  form: 'PUR_PurchaseOrder',
  titles: { 'zh-CN': '采购订单', en: 'Purchase order' },
  from: 'orders',
  fields: {
    ...{ id: 'id', number: 'no', modifiedAt: 'changed', status: 'status', amount: 'total' },
    ...{ currency: 'currency', note: 'note', organisation: { constant: '1000' } },
  },
  steps: { A: 'APPROVED' },
  amounts: { paid: { amount: 'paid' } },
  figures: { weight: { value: 'weight', unit: { constant: 'kg' } } },
  people: { buyer: { id: 'buyer.id', name: 'buyer.name' } },
  dates: { due: 'due' },
  lines: { from: 'rows', fields: { id: 'n', note: 'text' } },
});
const now = Date.UTC(2026, 10, 2, 1);
const context = { language: 'en', timeZone: 'Asia/Shanghai', now };
const good = { id: 7, no: 'CG-7', changed: '2026-11-02T09:00:00', status: 'A' };

describe('a record that is understood', () => {
  it('has what the mapping says, and nothing where the record has nothing', () => {
    const { summary, people, dates, amounts, figures, lines } = understood({
      ...{ currency: 'RMB', total: '86000.10', paid: '-1', due: '', buyer: null, weight: '2,5' },
      ...{ weight: '2.5', rows: [{ n: 1, text: '' }] },
    });
    assert.equal(summary.title, 'Purchase order');
    assert.deepEqual(
      [summary.amount?.amount.toFixed(), summary.amount?.currency, summary.organisation],
      ['86000.1', 'CNY', '1000'],
    );
    assert.deepEqual([people, dates], [{}, {}]);
    assert.equal(amounts['paid']?.amount.toFixed(), '-1');
    assert.deepEqual([figures['weight']?.value.toFixed(), figures['weight']?.unit], ['2.5', 'kg']);
    assert.deepEqual([lines.length, lines[0]?.lineId, lines[0]?.note], [1, '1', null]);
  });

  const amounts = [
    { written: '123456789012345678.1234567890', want: '123456789012345678.123456789' },
    { written: '1e3', want: '1000' },
    { written: '86000.10-', want: '-86000.1' },
    { written: '  0.1 ', want: '0.1' },
    { written: 5, want: '5' },
    { written: '0.00000000000', want: '0' },
  ];
  for (const { written, want } of amounts) {
    it(`an amount written ${String(written)} is ${want}`, () => {
      const { summary } = understood({ total: written, currency: 'CNY' });
      assert.equal(summary.amount?.amount.toFixed(), want);
    });
  }

  it('a long note is cut between two characters, never within one', () => {
    const { summary } = understood({ note: `${'a'.repeat(499)}😀b` });
    assert.equal(summary.note, 'a'.repeat(499));
  });

  it('of many rows 200 are kept, and how many there are is said', () => {
    const { lines, figures } = understood({ rows: Array.from({ length: 203 }, (_, n) => ({ n })) });
    assert.deepEqual([lines.length, figures['lines']?.value.toFixed()], [200, '203']);
  });
});

describe('a record that is not understood is set aside with what is wrong', () => {
  const cases: readonly { of: object; code: string; says: RegExp }[] = [
    { of: { id: null }, code: 'SOURCE_RECORD', says: /id \(the id\) is empty/ },
    { of: { id: 'x'.repeat(201) }, code: 'SOURCE_RECORD', says: /longer than 200/ },
    { of: { changed: null }, code: 'SOURCE_RECORD', says: /time of change\) is empty/ },
    { of: { changed: 'soon' }, code: 'SOURCE_RECORD', says: /changed is no date or time: "soon"/ },
    { of: { changed: '2026-11-03' }, code: 'SOURCE_FUTURE', says: /2026-11-02T16:00:00\.000Z/ },
    {
      of: { status: 'X' },
      code: 'SOURCE_STATUS_UNKNOWN',
      says: /status "X" is not in steps .*\(A\)/,
    },
    { of: { status: '__proto__' }, code: 'SOURCE_STATUS_UNKNOWN', says: /__proto__/ },
    { of: { total: '1', currency: null }, code: 'SOURCE_RECORD', says: /currency is empty/ },
    { of: { currency: '元' }, code: 'SOURCE_RECORD', says: /no currency code/ },
    { of: { total: 'much', currency: 'CNY' }, code: 'SOURCE_RECORD', says: /total is no number/ },
    { of: { total: '1,5', currency: 'CNY' }, code: 'SOURCE_RECORD', says: /total is no number/ },
    { of: big('1234567890123456789'), code: 'SOURCE_AMOUNT_RANGE', says: /beyond 18 digits/ },
    { of: big('0.00000000001'), code: 'SOURCE_AMOUNT_RANGE', says: /10 decimals/ },
    { of: big('1e999'), code: 'SOURCE_AMOUNT_RANGE', says: /beyond/ },
    { of: { rows: 'none' }, code: 'SOURCE_RECORD', says: /rows \(the rows\) is no list/ },
    { of: { rows: [{ text: 'x' }] }, code: 'SOURCE_RECORD', says: /a row has no n/ },
    { of: { note: {} }, code: 'SOURCE_RECORD', says: /note holds something else/ },
  ];
  for (const { of, code, says } of cases) {
    it(`${JSON.stringify(of).slice(0, 50)}: ${code}`, () => {
      const read = documentOf({ ...good, ...of }, mapping, context);
      assert.ok(!isDocument(read));
      assert.equal(read.code, code);
      assert.match(read.reason, says);
      assert.match(read.reason, /^PUR_PurchaseOrder CG-7: .*mend the record, or the mapping$/s);
    });
  }
});

function big(total: string): object {
  return { total, currency: 'CNY' };
}

function understood(of: object): SourceDocument {
  const read: SourceDocument | MalformedDocument = documentOf({ ...good, ...of }, mapping, context);
  if (isDocument(read)) return read;
  throw new Error(read.reason);
}
