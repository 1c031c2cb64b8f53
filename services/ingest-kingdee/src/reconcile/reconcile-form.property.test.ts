import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Decimal } from '@hub/core';
import type { ControlTotal, SourceDocument } from '@hub/source';
import { seeded } from '@hub/testkit';
import { MemoryAccount } from '../testing/memory-account.js';
import { aSourceDocument, MemoryBook } from '../testing/memory-book.js';
import { namesOf, reconciled } from '../testing/reconcile-rig.js';

const now = Date.UTC(2026, 10, 2, 1);
const hourMs = 3_600_000;
const form = 'PUR_PurchaseOrder';

const faults = [
  'missed',
  'outdated',
  'silent',
  'gone',
  'closed',
  'drifted',
  'organisation',
  'double',
  'total',
] as const;
type Fault = (typeof faults)[number] | 'none';

interface Plan {
  readonly fault: Fault;
  readonly hoursOld: number;
  readonly organisation: string;
  readonly cents: number;
  readonly step: 'SAVED' | 'SUBMITTED' | 'REJECTED' | 'APPROVED';
}

const plans = fc.array(
  fc.record<Plan>({
    fault: fc.oneof(
      { weight: 6, arbitrary: fc.constant('none' as const) },
      { weight: 4, arbitrary: fc.constantFrom(...faults) },
    ),
    hoursOld: fc.integer({ min: 1, max: 300 }),
    organisation: fc.constantFrom('100', '101'),
    cents: fc.integer({ min: 1, max: 1_000_000 }),
    step: fc.constantFrom('SAVED', 'SUBMITTED', 'REJECTED', 'APPROVED'),
  }),
  { minLength: 1, maxLength: 60 },
);
/** What happens to which document before the n-th answer. */
const moves = fc.array(
  fc.record({
    before: fc.integer({ min: 0, max: 12 }),
    which: fc.nat(100),
    how: fc.constantFrom('amount', 'step', 'close', 'new'),
    published: fc.boolean(),
  }),
  { maxLength: 20 },
);

function documentOf(id: number, plan: Plan): SourceDocument {
  return aSourceDocument({
    documentId: String(10_000 + id),
    step: plan.step,
    modifiedAt: now - plan.hoursOld * hourMs,
    summary: {
      organisation: plan.organisation,
      amount: { amount: new Decimal(String(plan.cents)).div('100'), currency: 'CNY' },
    },
  });
}

/** Seeds one fault into the book or the memory; returns what must be found. */
function seed(account: MemoryAccount, document: SourceDocument, plan: Plan): string[] {
  const { book } = account;
  const { documentId, summary } = document;
  switch (plan.fault) {
    case 'none':
      return [];
    case 'missed':
      account.forget('huadong', form, documentId);
      return [`missed ${documentId}`];
    case 'outdated':
      book.put({ ...document, modifiedAt: document.modifiedAt + 60_000 });
      return [`missed ${documentId}`];
    case 'silent':
      book.put({ ...document, step: plan.step === 'SAVED' ? 'SUBMITTED' : 'SAVED' });
      return [`silent ${documentId}`];
    case 'gone':
      book.remove(document);
      return [`ghost ${documentId}`];
    case 'closed':
      book.put({ ...document, step: 'CLOSED' });
      return [`ghost ${documentId}`];
    case 'drifted': {
      const amount = {
        amount: new Decimal('0.01').plus(summary.amount?.amount ?? '0'),
        currency: 'CNY',
      };
      book.put({ ...document, summary: { ...summary, amount } });
      return [`drifted ${documentId}`];
    }
    case 'organisation': {
      const organisation = plan.organisation === '100' ? '101' : '100';
      book.put({ ...document, summary: { ...summary, organisation } });
      return [`organisation ${documentId}`];
    }
    case 'double': {
      const twin = { ...document, documentId: `9${documentId}` };
      book.put(twin);
      account.know('huadong', twin);
      return [`double 9${documentId}`];
    }
    case 'total': {
      const before = book.totalsAre ?? ((right) => right);
      book.totalsAre = (right) =>
        [
          ...before(right),
          ...(right.some(({ organisation }) => organisation === plan.organisation)
            ? []
            : [emptyTotal(plan.organisation)]),
        ].map((one) =>
          one.organisation === plan.organisation ? { ...one, total: one.total.plus('7') } : one,
        );
      return [`total totals/${plan.organisation}/CNY`];
    }
  }
}

function emptyTotal(organisation: string): ControlTotal {
  return { form, organisation, currency: 'CNY', total: new Decimal('0'), documents: null };
}

describe('reconcile', () => {
  it('finds every fault that was seeded and invents none, while others change documents', async () => {
    const seen = new Set<Fault>();
    await fc.assert(
      fc.asyncProperty(plans, moves, fc.integer({ min: 1, max: 9 }), async (all, changes, rows) => {
        const book = new MemoryBook([form], rows);
        const account = new MemoryAccount({ book });
        const documents = all.map((plan, id) => documentOf(id, plan));
        book.put(...documents);
        for (const document of documents) account.know('huadong', document);
        const wanted = new Set<string>();
        documents.forEach((document, index) => {
          const plan = all[index];
          if (plan === undefined) return;
          seen.add(plan.fault);
          for (const one of seed(account, document, plan)) wanted.add(one);
        });
        // A total that moves while it is read proves nothing: then totals are not looked at here.
        const totals = all.some(({ fault }) => fault === 'total');
        const healthy = documents.filter((_, index) => all[index]?.fault === 'none');
        let answers = 0;
        book.beforeAnswer = (question) => {
          if (totals || question === 'totals') return;
          for (const change of changes)
            if (change.before === answers) move(account, healthy, change);
          answers += 1;
        };
        const found = namesOf(await reconciled(account));
        assert.deepEqual(found, [...wanted].toSorted());
      }),
      { ...seeded('reconcile'), numRuns: 300 },
    );
    assert.equal(seen.size, faults.length + 1);
  });
});

/** Somebody works in the ERP: what he changes has a new time of change, published by now or not yet. */
function move(
  account: MemoryAccount,
  healthy: readonly SourceDocument[],
  change: { readonly which: number; readonly how: string; readonly published: boolean },
): void {
  const document = healthy[change.which % Math.max(1, healthy.length)];
  const before = document && account.book.documents.get(`${form}/${document.documentId}`);
  const modifiedAt = account.clock.now();
  if (change.how === 'new' || before === undefined) {
    account.book.put(aSourceDocument({ documentId: String(50_000 + change.which), modifiedAt }));
    return;
  }
  if (before.step === 'CLOSED') return;
  const later: SourceDocument = {
    ...before,
    modifiedAt,
    ...(change.how === 'close' ? { step: 'CLOSED' } : {}),
    ...(change.how === 'step' ? { step: 'APPROVED' } : {}),
    ...(change.how === 'amount'
      ? {
          summary: {
            ...before.summary,
            amount: { amount: new Decimal(String(change.which)), currency: 'CNY' },
          },
        }
      : {}),
  };
  account.book.put(later);
  if (change.published) account.know('huadong', later);
}
