import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { parseLocal, printLocal, startOfDay, toDatabaseTime } from './server-time.js';

const noonInShanghai = Date.UTC(2026, 0, 2, 4, 0, 0);

describe('server time', () => {
  const printed = [
    { ms: noonInShanghai, text: '2026-01-02T12:00:00' },
    { ms: noonInShanghai + 300, text: '2026-01-02T12:00:00.3' },
    { ms: noonInShanghai + 457, text: '2026-01-02T12:00:00.457' },
    { ms: startOfDay(noonInShanghai), text: '2026-01-02T00:00:00' },
  ];
  for (const { ms, text } of printed) {
    it(`prints ${text} without zone and reads it back`, () => {
      assert.equal(printLocal(ms), text);
      assert.equal(parseLocal(text), ms);
    });
  }

  const read = [
    { text: '2026-1-2', ms: Date.UTC(2026, 0, 1, 16) },
    { text: '2026/01/02 12:00', ms: noonInShanghai },
    { text: '2026-01-02T04:00:00Z', ms: noonInShanghai },
    { text: '2026-01-02T13:00:00+09:00', ms: noonInShanghai },
    { text: '2026-02-30', ms: undefined },
    { text: '2026-01-02 25:00', ms: undefined },
    { text: 'yesterday', ms: undefined },
  ];
  for (const { text, ms } of read) {
    it(`reads "${text}" as ${ms === undefined ? 'no time' : new Date(ms).toISOString()}`, () => {
      assert.equal(parseLocal(text), ms);
    });
  }

  it('keeps times in the steps of the database: milliseconds end in 0, 3 or 7', () => {
    const kept = [0, 1, 2, 4, 5, 998, 999].map((ms) => toDatabaseTime(noonInShanghai + ms));
    assert.deepEqual(
      kept.map((ms) => ms - noonInShanghai),
      [0, 0, 3, 3, 7, 997, 1000],
    );
  });
});
