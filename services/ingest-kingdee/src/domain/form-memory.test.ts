import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aDocument, aPendingNode } from '@hub/testkit';
import { aTask } from '../testing/memory-erp.js';
import type { ErpDocument } from './erp.js';
import { comparePositions, FormMemory, readUpTo } from './form-memory.js';
import { openNodes } from './open-nodes.js';

const form = 'PUR_PurchaseOrder';
const open = openNodes([aTask({ documentId: '7', node: 'n1' })], form);
const waiting = aDocument({ documentId: '7', pending: [aPendingNode({ node: 'n1' })] });

function afterRestart(memory: FormMemory): FormMemory {
  return new FormMemory(memory.watermark('huadong', form, 0));
}

describe('FormMemory', () => {
  it('finds a document whose open steps are new, and no longer when it is kept', () => {
    const memory = new FormMemory(null);
    assert.deepEqual(memory.moved(open), ['7']);
    memory.keep(waiting);
    assert.deepEqual(memory.moved(open), []);
  });

  it('finds a document that waited for somebody and does not any more', () => {
    const memory = new FormMemory(null);
    memory.keep(waiting);
    assert.deepEqual(memory.moved(new Map()), ['7']);
    memory.keep(aDocument({ documentId: '7', pending: [], step: 'APPROVED' }));
    assert.deepEqual(memory.moved(new Map()), []);
  });

  it('takes an event for news once', () => {
    const memory = new FormMemory(null);
    assert.equal(memory.isNews(waiting), true);
    memory.keep(waiting);
    assert.equal(memory.isNews(waiting), false);
    assert.equal(memory.isNews(aDocument({ documentId: '7', modifiedAt: 1 })), true);
  });

  it('still knows after a restart what it published of documents that wait', () => {
    const memory = new FormMemory(null);
    memory.keep(waiting);
    memory.moveTo({ modifiedAt: 5, documentId: '7' });
    const restarted = afterRestart(memory);
    assert.deepEqual(restarted.moved(open), ['7'], 'looks again');
    assert.equal(restarted.isNews(waiting), false, 'and finds nothing new');
  });

  it('never moves back', () => {
    const memory = new FormMemory(null);
    memory.moveTo({ modifiedAt: 5, documentId: '10' });
    memory.moveTo({ modifiedAt: 5, documentId: '9' });
    assert.deepEqual(memory.position, { modifiedAt: 5, documentId: '10' });
  });

  it('does not read another tenant’s document again until its steps change', () => {
    const memory = new FormMemory(null);
    memory.ignore('7', open);
    assert.deepEqual(memory.moved(open), []);
    assert.deepEqual(memory.moved(openNodes([aTask({ documentId: '7', node: 'n2' })], form)), [
      '7',
    ]);
  });

  it('reports a malformed bill once per reason', () => {
    const memory = new FormMemory(null);
    const bill = { form, documentId: '7', number: 'A', code: 'KINGDEE_MALFORMED', reason: 'x' };
    assert.deepEqual(
      [bill, bill, { ...bill, reason: 'y' }].map((one) => memory.noteMalformed(one)),
      [true, false, true],
    );
  });
});

describe('readUpTo', () => {
  const bills = ['1', '2', '3'].map((documentId) => ({ documentId })) as unknown as ErpDocument[];
  const table: readonly (readonly [string, readonly string[], string | null])[] = [
    ['the last document when nothing is left', [], '3'],
    ['the one before the first that is left', ['2', '3'], '1'],
    ['nothing when the first is left', ['1'], null],
    ['the last when something else is left', ['9'], '3'],
  ];
  for (const [what, later, expected] of table) {
    it(`stands at ${what}`, () => {
      assert.equal(readUpTo(bills, new Set(later))?.documentId ?? null, expected);
    });
  }
});

describe('comparePositions', () => {
  it('orders by time, then by id as a number', () => {
    const order = [
      { modifiedAt: 1, documentId: '100' },
      { modifiedAt: 2, documentId: '9' },
      { modifiedAt: 2, documentId: '10' },
    ];
    assert.deepEqual(order.toReversed().toSorted(comparePositions), order);
  });
});
