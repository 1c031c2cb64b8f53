import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventId } from '@hub/core';
import type { Known, Step } from '@hub/schemas';
import { aDocument } from '@hub/testkit';
import { rememberState } from './domain/known-document.js';
import { KnownStore } from './known-store.js';

const day = 86_400_000;
const form = 'PUR_PurchaseOrder';
let store: KnownStore;

function aKnown(documentId: string, over: Partial<Known> = {}): Known {
  const known = { ...rememberState(aDocument({ documentId, form, pending: [] }), null), ...over };
  return { ...known, eventId: eventId(known) };
}

beforeEach(() => {
  store = new KnownStore();
});

describe('KnownStore', () => {
  it('keeps tenants, forms and documents apart', () => {
    store.remember(aKnown('1', { step: 'SAVED' }));
    store.remember(aKnown('1', { tenant: 'huanan', step: 'CLOSED' }));
    assert.equal(store.get('huadong', form, '1')?.step, 'SAVED');
    assert.equal(store.get('huanan', form, '1')?.step, 'CLOSED');
    assert.equal(store.get('huadong', 'other', '1'), null);
    assert.deepEqual(
      [...store.of('huadong', form)].map(({ documentId }) => documentId),
      ['1'],
    );
  });

  it('hears the topic, except about what is read here, of which it knows better', () => {
    const old = aKnown('1', { step: 'SAVED' });
    store.hear(old, old, old.publishedAt);
    store.own('huadong', form);
    store.remember(aKnown('1', { step: 'APPROVED' }));
    store.hear(old, old, old.publishedAt);
    assert.equal(store.get('huadong', form, '1')?.step, 'APPROVED');
    store.disown('huadong', form);
    store.hear(old, null, old.publishedAt);
    assert.equal(store.get('huadong', form, '1'), null);
  });

  const ages: readonly (readonly [Step, number, boolean])[] = [
    ['CLOSED', 1 * day, true],
    ['CLOSED', 3 * day, false],
    ['DELETED', 3 * day, false],
    ['APPROVED', 13 * day, true],
    ['APPROVED', 15 * day, false],
    ['SUBMITTED', 80 * day, true],
    ['SAVED', 91 * day, false],
  ];
  for (const [step, age, stays] of ages) {
    it(`${stays ? 'keeps' : 'forgets'} ${step} after ${String(age / day)} days`, () => {
      const known = aKnown('1', { step });
      store.remember(known);
      const swept = [...store.sweep('huadong', form, known.publishedAt + age)];
      assert.deepEqual([swept.length, store.size], stays ? [0, 1] : [1, 0]);
    });
  }

  it('keeps what a fact was told of, so that it is not told again', () => {
    const known = aKnown('1', { step: 'CLOSED', facts: ['OVERDUE:7:1'] });
    store.remember(known);
    assert.deepEqual([...store.sweep('huadong', form, known.publishedAt + 60 * day)], []);
  });

  it('forgets finished documents earlier when there are more than fit', () => {
    store = new KnownStore(10);
    for (let id = 1; id <= 40; id += 1) store.remember(aKnown(String(id), { step: 'APPROVED' }));
    const now = aKnown('1').publishedAt + 2 * day;
    assert.ok([...store.sweep('huadong', form, now)].length >= 20);
  });

  it('needs little room: a quarter of a million documents in less than 64 MB', () => {
    const before = heapUsed();
    for (let id = 0; id < 250_000; id += 1) {
      store.remember(aKnown(String(1_000_000 + id), { number: `CGDD${String(id)}` }));
    }
    const used = heapUsed() - before;
    assert.equal(store.size, 250_000);
    assert.ok(used < 64 * 1024 * 1024, `${String(Math.round(used / 1_048_576))} MB`);
  });
});

/** What is really in use: garbage is not. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
