import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTraceparent, parseTraceparent } from './traceparent.js';

const text = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('traceparent', () => {
  it('reads and writes the same', () => {
    assert.equal(formatTraceparent(parseTraceparent(text) ?? undefined), text);
  });

  const malformed = [
    undefined,
    '',
    'nonsense',
    `ff${text.slice(2)}`,
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
  ];
  for (const bad of malformed) {
    it(`takes ${String(bad)} for no trace`, () => {
      assert.equal(parseTraceparent(bad), null);
    });
  }

  it('reads a later version as far as it is known', () => {
    assert.equal(parseTraceparent(`cc${text.slice(2)}-more`)?.spanId, '00f067aa0ba902b7');
  });
});
