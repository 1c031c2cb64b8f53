import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutputsDiffer } from '../measurement.js';
import { requireSame } from './transport.js';

describe('the outputs of the contenders', () => {
  const written = { events: 200, bytes: 87_000 };

  it('are the same when everybody read what was written', () => {
    requireSame('ours', { events: 200, bytes: 87_000 }, written);
  });

  const wrong = [
    { name: 'an event too few', read: { events: 199, bytes: 87_000 } },
    { name: 'an event twice', read: { events: 201, bytes: 87_435 } },
    { name: 'other bytes', read: { events: 200, bytes: 86_999 } },
  ];
  for (const { name, read } of wrong) {
    it(`differ when there is ${name}`, () => {
      assert.throws(
        () => {
          requireSame('ours', read, written);
        },
        (error) => error instanceof OutputsDiffer && error.message.startsWith('ours read '),
      );
    });
  }
});
