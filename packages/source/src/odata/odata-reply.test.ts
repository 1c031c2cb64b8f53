import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRecords, saidByOData } from './odata-reply.js';

describe('an answer of OData', () => {
  it('V2 as SAP writes it becomes plain records, times with and without zone told apart', () => {
    const text = `{"d":{"results":[{"__metadata":{"uri":"x"},"Id":"1","Net":"86000.10",
      "At":"\\/Date(1793581200123+0000)\\/","Day":"\\/Date(1793577600000)\\/",
      "Items":{"results":[{"No":"10"}]},"Supplier":{"__deferred":{"uri":"y"}}}],
      "__next":"https://sap.example.com/Orders?$skiptoken=7"}}`;
    const page = readRecords(text, 2);
    assert.equal(page?.next, 'https://sap.example.com/Orders?$skiptoken=7');
    assert.deepEqual(page.records[0], {
      __metadata: { uri: 'x' },
      ...{ Id: '1', Net: '86000.10', Items: [{ No: '10' }], Supplier: null },
      ...{ At: '2026-11-02T01:00:00.123Z', Day: '2026-11-02T00:00:00.000' },
    });
  });

  it('the bare list of the first services of V2 is read too', () => {
    assert.deepEqual(readRecords('{"d":[{"Id":1}]}', 2), { records: [{ Id: 1 }], next: null });
  });

  it('decimals of V4 keep their digits also where the server writes numbers', () => {
    const page = readRecords('{"value":[{"Net":123456789012345678.1234567890}]}', 4);
    assert.deepEqual(page, { records: [{ Net: '123456789012345678.1234567890' }], next: null });
  });

  for (const text of ['', '<html>', '[]', '{"value":{}}', '{"value":[1]}', '{"d":{"results":1}}']) {
    it(`${JSON.stringify(text)} is no list of records`, () => {
      assert.deepEqual([readRecords(text, 4), readRecords(text, 2)], [null, null]);
    });
  }

  const refusals = [
    { text: '{"error":{"code":"404","message":"Not there"}}', want: '404 Not there' },
    {
      text: '{"error":{"code":"X/1","message":{"lang":"zh","value":"无权限"}}}',
      want: 'X/1 无权限',
    },
    { text: '<html>', want: '' },
  ];
  for (const { text, want } of refusals) {
    it(`${text} says "${want}"`, () => {
      assert.equal(saidByOData(text), want);
    });
  }
});
