import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromServerTime, toServerTime } from './server-time.js';

describe('server time', () => {
  const cases = [
    { text: '2026-03-01T09:30:00', offset: 480, want: '2026-03-01T01:30:00.000Z' },
    { text: '2026-03-01T09:30:00.3', offset: 480, want: '2026-03-01T01:30:00.300Z' },
    { text: '2026-03-01 09:30:00.003', offset: 480, want: '2026-03-01T01:30:00.003Z' },
    { text: '2026-03-01T09:30:00.0039999', offset: 480, want: '2026-03-01T01:30:00.003Z' },
    { text: '2026-03-01', offset: 480, want: '2026-02-28T16:00:00.000Z' },
    { text: '2026-03-01T00:00:00', offset: -300, want: '2026-03-01T05:00:00.000Z' },
  ];

  for (const { text, offset, want } of cases) {
    it(`reads ${text} at ${String(offset)} minutes`, () => {
      assert.equal(fromServerTime(text, offset), Date.parse(want));
    });
  }

  for (const text of [
    '',
    ' ',
    'soon',
    '2026-02-31T00:00:00',
    '2026-03-01T25:00:00',
    '2026-03-01T09:30:00Z',
  ]) {
    it(`refuses "${text}"`, () => {
      assert.equal(fromServerTime(text, 480), null);
    });
  }

  it('prints what it reads', () => {
    const printed = toServerTime(Date.parse('2026-03-01T01:30:00.300Z'), 480);
    assert.equal(printed, '2026-03-01T09:30:00.300');
    assert.equal(fromServerTime(printed, 480), Date.parse('2026-03-01T01:30:00.300Z'));
  });
});
