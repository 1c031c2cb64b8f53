import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outbound } from '@hub/core';
import { createRecentIndex } from '@hub/redis';
import type { Decision } from '@hub/schemas';
import { aDecision, aPerson, aSummary } from '@hub/testkit';
import { KafkaDirectory } from './directory-kafka.js';
import { KingdeeErp, type Book } from './erp-kingdee.js';
import { KafkaLedger } from './ledger-kafka.js';
import { RedisShown } from './shown-redis.js';
import { traced } from './traced-otel.js';

const form = 'PUR_PurchaseOrder';

function erp(reader: Partial<Book['reader']>, client: Partial<Book['client']> = {}): KingdeeErp {
  return new KingdeeErp({ get: () => ({ reader, client }) as Book });
}

describe('KingdeeErp', () => {
  it('finds the open tasks of one bill among all of its form', async () => {
    const task = {
      form,
      number: 'n',
      name: '审批',
      since: 0,
      node: 'n1',
      approver: { userId: '1', name: '甲' },
    };
    const book = erp({
      pendingNodes: () =>
        Promise.resolve([
          { ...task, documentId: '7' },
          { ...task, documentId: '8' },
          { ...task, documentId: '7', approver: { userId: '2', name: '乙' } },
        ]),
    });
    assert.deepEqual(await book.open('t', form, '7'), [
      { node: 'n1', erpUserId: '1' },
      { node: 'n1', erpUserId: '2' },
    ]);
  });

  it('reads a bill and its history by internal id', async () => {
    const document = {
      form,
      documentId: '7',
      modifiedAt: 5,
      step: 'SUBMITTED' as const,
      departmentId: null,
      summary: aSummary(),
      people: {},
      dates: {},
      amounts: {},
      figures: {},
      lines: [],
    };
    const line = {
      node: 'n1',
      name: '审批',
      userId: '1',
      opinion: '好',
      action: 'APPROVE' as const,
      completedAt: 9,
    };
    const asked: unknown[] = [];
    const book = erp({
      read: () => Promise.resolve(document),
      approvalHistory: (of, key) => Promise.resolve((asked.push(of, key), [line])),
    });
    assert.deepEqual(
      [(await book.read('t', form, '7'))?.modifiedAt, await book.history('t', form, '7'), asked],
      [
        5,
        [{ node: 'n1', erpUserId: '1', opinion: '好', action: 'APPROVE', completedAt: 9 }],
        [form, { documentId: '7' }],
      ],
    );
  });
});

describe('KafkaLedger', () => {
  it('finds by node what was appended, after reading up to the end', async () => {
    const rows = new Map<string, Decision>();
    const published: Outbound[] = [];
    const table = {
      get: (key: string) => rows.get(key),
      catchUp: () =>
        Promise.resolve(
          void rows.set(
            'huadong/PUR_PurchaseOrder/100186/5c3c9bd2af0299',
            published[0]?.value as Decision,
          ),
        ),
    };
    const ledger = new KafkaLedger(table, (outbound) =>
      Promise.resolve(void published.push(...outbound)),
    );
    const decision = aDecision();
    await ledger.append(decision);
    const before = ledger.peek(decision);
    assert.deepEqual(
      [before, await ledger.find(decision), published[0]?.topic],
      [undefined, decision, 'hub.decision.v1'],
    );
  });
});

describe('KafkaDirectory', () => {
  it('knows people by tenant and user id', () => {
    const person = aPerson();
    const directory = new KafkaDirectory({
      get: (key) => (key === 'huadong/hd002' ? person : undefined),
    });
    assert.deepEqual(
      [directory.find('huadong', 'hd002'), directory.find('huanan', 'hd002')],
      [person, undefined],
    );
  });
});

describe('RedisShown', () => {
  it('keeps one entry a document, the newest first, and people apart', async () => {
    const shown = new RedisShown(createRecentIndex(null, { keepMs: 60_000, fieldsMax: 5 }));
    const one = {
      form,
      documentId: '1',
      number: 'A1',
      version: 'v1',
      node: 'n',
      commandId: 'c',
      at: 1,
      traceparent: '',
    };
    await shown.remember('t', 'u', one);
    await shown.remember('t', 'u', { ...one, documentId: '2', number: 'A2', at: 2 });
    await shown.remember('t', 'u', { ...one, version: 'v2', at: 3 });
    const found = (await shown.of('t', 'u')).map(({ number, version }) => `${number} ${version}`);
    assert.deepEqual(
      [found, await shown.of('t', 'other'), await shown.of('other', 'u')],
      [['A1 v2', 'A2 v1'], [], []],
    );
  });
});

describe('traced', () => {
  it('hands results and faults through, with and without a card to point back to', async () => {
    assert.equal(
      await traced('a', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', () =>
        Promise.resolve(1),
      ),
      1,
    );
    await assert.rejects(
      traced('a', 'garbage', () => Promise.reject(new Error('x'))),
      /x/,
    );
  });
});
