import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal } from '@hub/core';
import { MemoryAccount } from '../testing/memory-account.js';
import { aSourceDocument, MemoryBook } from '../testing/memory-book.js';
import { namesOf, reconciled, withTime } from '../testing/reconcile-rig.js';
import { Settled } from './form-pass.js';
import { reconcileDuty } from './reconcile-duty.js';

const now = Date.UTC(2026, 10, 2, 1);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Nine orders of yesterday, all of them published. */
function aBook(step: 'SUBMITTED' | 'APPROVED' = 'SUBMITTED'): {
  account: MemoryAccount;
  book: MemoryBook;
} {
  const book = new MemoryBook(['PUR_PurchaseOrder'], 4);
  const account = new MemoryAccount({ book });
  for (let id = 1; id <= 9; id += 1) {
    const document = aSourceDocument({
      documentId: `10${String(id)}`,
      step,
      modifiedAt: now - dayMs + id,
    });
    book.put(document);
    account.know('huadong', document);
  }
  return { account, book };
}

function documentOf(book: MemoryBook, documentId: string): ReturnType<typeof aSourceDocument> {
  const found = book.documents.get(`PUR_PurchaseOrder/${documentId}`);
  assert.ok(found !== undefined);
  return found;
}

describe('reconcile', () => {
  it('finds nothing in a book that is as it was published', async () => {
    const { account, book } = aBook();
    assert.deepEqual(await reconciled(account), []);
    assert.deepEqual(account.told, []);
    assert.deepEqual(account.looked, []);
    assert.deepEqual(book.asked, ['openTasks', 'open', 'open', 'open', 'totals']);
  });

  it('has what was missed, what changed silently and what is gone read again', async () => {
    const { account, book } = aBook();
    account.forget('huadong', 'PUR_PurchaseOrder', '101');
    book.put({ ...documentOf(book, '102'), step: 'APPROVED' });
    book.remove(documentOf(book, '103'));
    book.put({ ...documentOf(book, '104'), step: 'CLOSED' });
    book.put({ ...documentOf(book, '105'), modifiedAt: now - hourMs });
    assert.deepEqual(namesOf(await reconciled(account)), [
      'ghost 103',
      'ghost 104',
      'missed 101',
      'missed 105',
      'silent 102',
    ]);
    assert.deepEqual(
      account.looked.toSorted(),
      ['101', '102', '103', '104', '105'].map((id) => `PUR_PurchaseOrder/${id}`),
    );
    assert.deepEqual(account.told, []);
  });

  it('tells of an amount that moved without a trace, once, in words, and has it read again', async () => {
    const { account, book } = aBook();
    const before = documentOf(book, '101');
    const amount = { amount: new Decimal('96000'), currency: 'CNY' };
    book.put({ ...before, summary: { ...before.summary, amount } });
    assert.deepEqual(namesOf(await reconciled(account)), ['drifted 101']);
    assert.deepEqual(account.looked, ['PUR_PurchaseOrder/101']);
    const [event] = account.events;
    assert.equal(event?.step, 'ANOMALY');
    assert.equal(event.summary.note?.startsWith('【对账】'), true);
    assert.equal(event.figures['found']?.value.toFixed(), '96000');
    await reconciled(account);
    assert.equal(account.events.length, 1);
  });

  it('tells of a number that occurs twice in one organisation, and not of one in two', async () => {
    const { account, book } = aBook();
    for (const [id, organisation] of [
      ['108', '100'],
      ['109', '101'],
    ] as const) {
      const before = documentOf(book, id);
      const twin = { ...before, summary: { ...before.summary, number: 'CGDD102', organisation } };
      book.put(twin);
      account.know('huadong', twin);
    }
    assert.deepEqual(namesOf(await reconciled(account)), ['double 108']);
    assert.deepEqual(account.told, ['ANOMALY 108 double:102']);
    assert.deepEqual(await reconciled(account), []);
  });

  it('tells of a document that changed hands between tenants as one fault, and has it read for both', async () => {
    const book = new MemoryBook(['PUR_PurchaseOrder'], 4);
    const account = new MemoryAccount({
      book,
      tenants: ['100', '200'].map((organisation) => ({
        tenant: `t${organisation}`,
        forms: book.forms,
        organisations: [organisation],
      })),
    });
    const document = aSourceDocument({ documentId: '101', modifiedAt: now - dayMs });
    account.know('t100', document);
    book.put({ ...document, summary: { ...document.summary, organisation: '200' } });
    assert.deepEqual(await reconciled(account), [
      { kind: 'organisation', tenant: 't200', form: 'PUR_PurchaseOrder', documentId: '101' },
    ]);
    assert.deepEqual(account.looked, ['PUR_PurchaseOrder/101']);
    assert.deepEqual(
      account.events.map(({ tenant, step }) => `${tenant} ${step}`),
      ['t200 ANOMALY'],
    );
  });

  it('tells of a control total with both figures when two looks agree', async () => {
    const { account, book } = aBook('APPROVED');
    book.totalsAre = (right) => right.map((one) => ({ ...one, total: one.total.plus('0.01') }));
    assert.deepEqual(namesOf(await reconciled(account)), ['total totals/100/CNY']);
    const [event] = account.events;
    assert.deepEqual(
      [event?.figures['expected'], event?.figures['found']].map((one) => one?.value.toFixed()),
      ['774000.01', '774000'],
    );
    assert.deepEqual(await reconciled(account), []);
    assert.equal(account.events.length, 1);
  });

  it('believes a total that moved while it was compared', async () => {
    const { account, book } = aBook('APPROVED');
    let looks = 0;
    book.totalsAre = (right) => {
      looks += 1;
      return right.map((one) => ({ ...one, total: one.total.plus(String(looks)) }));
    };
    assert.deepEqual(await reconciled(account), []);
    assert.equal(looks, 2);
  });

  it('accuses nothing that moved while it was read, whether it was published meanwhile or not', async () => {
    const { account, book } = aBook();
    let moved = false;
    book.beforeAnswer = (question) => {
      if (question !== 'open' || moved) return;
      moved = true;
      for (const [id, published] of [
        ['101', true],
        ['108', false],
      ] as const) {
        const later = {
          ...documentOf(book, id),
          modifiedAt: account.clock.now(),
          step: 'APPROVED' as const,
        };
        book.put(later);
        if (published) account.know('huadong', later);
      }
      const closed = {
        ...documentOf(book, '105'),
        modifiedAt: account.clock.now(),
        step: 'CLOSED' as const,
      };
      book.put(closed, aSourceDocument({ documentId: '200', modifiedAt: account.clock.now() }));
      account.know('huadong', closed);
    };
    assert.deepEqual(await reconciled(account), []);
    assert.equal(moved, true);
  });

  it('leaves old documents alone that were never to be published, or may have been forgotten', async () => {
    const { account, book } = aBook();
    const old = (documentId: string, days: number, step: 'SUBMITTED' | 'APPROVED'): void => {
      book.put(aSourceDocument({ documentId, step, modifiedAt: now - days * dayMs }));
    };
    old('201', 61, 'SUBMITTED');
    old('202', 14, 'APPROVED');
    assert.deepEqual(await reconciled(account), []);
    const setting = { language: 'en', windowMs: 60 * dayMs, begunAt: now - dayMs };
    old('203', 2, 'SUBMITTED');
    const settings = new Map([['huadong', setting]]);
    assert.deepEqual(await reconciled(account, { settings }), []);
    assert.deepEqual(namesOf(await reconciled(account)), ['missed 203']);
  });

  it('finds workflow steps that moved without a trace', async () => {
    const { account, book } = aBook();
    book.tasks.push({
      form: 'PUR_PurchaseOrder',
      documentId: '101',
      node: 'n1',
      name: '审批',
      since: now,
      approver: { userId: '1', name: '王芳' },
    });
    assert.deepEqual(namesOf(await reconciled(account)), ['silent 101']);
  });

  it('reads a document only once that is as it is known but not listed as open', async () => {
    const { account, book } = aBook();
    const open = book.open.bind(book);
    book.open = async (question) => {
      const page = await open(question);
      return {
        ...page,
        documents: page.documents.filter(({ documentId }) => documentId !== '103'),
      };
    };
    const settled = new Settled();
    await reconciled(account, { settled });
    await reconciled(account, { settled });
    assert.equal(book.asked.filter((question) => question === 'read').length, 1);
  });
});

describe('the duty of reconciling', () => {
  it('takes one form after another, so that its work is spread over the interval', async () => {
    const book = new MemoryBook(['A', 'B', 'C'], 4);
    const account = new MemoryAccount({ book });
    const asked: string[] = [];
    const open = book.open.bind(book);
    book.open = async (question) => {
      asked.push(question.form);
      return open(question);
    };
    const setting = { tenant: 'huadong', language: 'zh-CN', everyMs: 6 * hourMs, windowDays: 60 };
    const duty = reconcileDuty(account.scope, [setting], account.watches);
    assert.equal(duty?.intervalMs, 2 * hourMs);
    for (let run = 0; run < 4; run += 1) await duty.run(new AbortController().signal);
    assert.deepEqual(asked, ['A', 'B', 'C', 'A']);
  });

  it('says in the log what it found', async () => {
    const { account, book } = aBook();
    const setting = { tenant: 'huadong', language: 'zh-CN', everyMs: 1_000, windowDays: 60 };
    const duty = reconcileDuty(account.scope, [setting], account.watches);
    book.remove(documentOf(book, '103'));
    assert.ok(duty !== null);
    await withTime(account, duty.run(new AbortController().signal));
    assert.deepEqual(
      account.warnings.map(({ fields }) => [fields['code'], fields['kind'], fields['documentId']]),
      [['INGEST_RECONCILE', 'ghost', '103']],
    );
  });
});
