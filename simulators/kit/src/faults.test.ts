import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { FaultBook } from './faults.js';

const kinds = [
  { kind: 'slow', description: 'waits' },
  { kind: 'http', description: 'answers with a status' },
];

describe('FaultBook', () => {
  it('strikes once by default and then no more', () => {
    const book = new FaultBook(kinds);
    book.add({ kind: 'slow' });
    assert.equal(book.take('View')?.kind, 'slow');
    assert.equal(book.take('View'), undefined);
  });

  it('counts down a number of times and keeps an unlimited one until it is cleared', () => {
    const book = new FaultBook(kinds);
    book.add({ kind: 'http', times: 2 });
    const taken = [book.take('A'), book.take('A'), book.take('A')].map((fault) => fault?.times);
    assert.deepEqual(taken, [2, 1, undefined]);

    const forever = book.add({ kind: 'http', times: null });
    assert.equal(book.take('A')?.id, forever.id);
    assert.equal(book.take('A')?.id, forever.id);
    book.clear(forever.id);
    assert.deepEqual(book.list(), []);
  });

  it('strikes only its target, whatever the case of the name', () => {
    const book = new FaultBook(kinds);
    book.add({ kind: 'http', target: 'WorkflowAudit' });
    assert.equal(book.take('View'), undefined);
    assert.equal(book.take('workflowaudit')?.kind, 'http');
  });

  it('hands out only the kinds that are asked for, oldest first', () => {
    const book = new FaultBook(kinds);
    book.add({ kind: 'http', params: { status: 500 } });
    book.add({ kind: 'http', params: { status: 503 } });
    assert.equal(book.take('View', ['slow']), undefined);
    assert.deepEqual(book.take('View', ['http'])?.params, { status: 500 });
    assert.deepEqual(book.take('View', ['http'])?.params, { status: 503 });
  });

  it('refuses a kind that does not exist and names those that do', () => {
    const book = new FaultBook(kinds);
    assert.throws(() => book.add({ kind: 'flood' }), /unknown fault kind "flood".*slow, http/);
  });
});
