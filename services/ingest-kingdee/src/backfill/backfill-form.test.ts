import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HubError } from '@hub/core';
import type { Document } from '@hub/schemas';
import type { Position } from '@hub/source';
import { FakeClock, seeded } from '@hub/testkit';
import { documentEvent } from '../domain/document-event.js';
import { aSourceDocument, MemoryBook } from '../testing/memory-book.js';
import { backfillForm, type BackfillOptions, type BackfillReport } from './backfill-form.js';

const form = 'PUR_PurchaseOrder';
const from = Date.UTC(2026, 9, 1);
const hourMs = 3_600_000;
const to = from + 48 * hourMs;

function aBook(hours: readonly number[], pageRows = 3): MemoryBook {
  const book = new MemoryBook([form], pageRows);
  book.put(
    ...hours.map((hour, index) =>
      aSourceDocument({ documentId: String(1_000 + index), modifiedAt: from + hour * hourMs }),
    ),
  );
  return book;
}

interface Run {
  readonly events: Document[];
  readonly saved: Position[];
  readonly start: (over?: Partial<BackfillOptions>) => Promise<BackfillReport>;
}

function backfill(book: MemoryBook, clock = new FakeClock()): Run {
  const events: Document[] = [];
  const saved: Position[] = [];
  return {
    events,
    saved,
    start: (over = {}) =>
      backfillForm({
        source: book,
        name: 'kingdee',
        form,
        tenants: [{ tenant: 'huadong', forms: [form], organisations: ['100'] }],
        from,
        to,
        resumeAt: saved.at(-1) ?? null,
        publish: async (batch) => {
          events.push(...batch);
        },
        save: async (position) => {
          saved.push(position);
        },
        rowsPerSecond: null,
        clock,
        signal: new AbortController().signal,
        ...over,
      }),
  };
}

function idsOf(events: readonly Document[]): string[] {
  return [...new Set(events.map(({ documentId }) => documentId))].toSorted();
}

describe('a backfill', () => {
  it('publishes what was changed between two moments, as history, under the ids of live reading', async () => {
    const book = aBook([-1, 0, 0, 0, 0, 1, 5, 30, 47.9, 48, 50]);
    const approver = { userId: '16402', name: '王芳' };
    book.tasks.push({ form, documentId: '1003', node: 'n1', name: '审批', since: from, approver });
    const { events, saved, start } = backfill(book);
    const report = await start();
    assert.deepEqual(idsOf(events), [
      '1001',
      '1002',
      '1003',
      '1004',
      '1005',
      '1006',
      '1007',
      '1008',
    ]);
    assert.equal(events.length, 8);
    assert.deepEqual(new Set(events.map((event) => event.backfill)), new Set([true]));
    const document = book.documents.get(`${form}/1003`);
    assert.ok(document !== undefined);
    const live = documentEvent({
      tenant: 'huadong',
      source: 'kingdee',
      document,
      pending: [{ node: 'n1', name: '审批', since: from, approvers: [approver] }],
      observedAt: 0,
      backfill: false,
    });
    assert.equal(events.find(({ documentId }) => documentId === '1003')?.eventId, live.eventId);
    assert.deepEqual([report.events, report.malformed, report.complete], [8, 0, true]);
    assert.deepEqual(saved.at(-1), { modifiedAt: to, documentId: '0' });
  });

  it('asks for several pages at the same time, and for no more than it may', async () => {
    const book = aBook(Array.from({ length: 200 }, (_, index) => index / 5));
    let running = 0;
    let most = 0;
    book.beforeAnswer = async (question) => {
      if (question !== 'changedSince') return;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    const { events, start } = backfill(book);
    await start({ pagesInFlight: 4 });
    assert.equal(idsOf(events).length, 200);
    assert.equal(most, 4);
  });

  it('shares the end of the time among all readers, and cuts it not into seconds as it used to', async () => {
    const book = aBook([0, ...Array.from({ length: 400 }, (_, index) => 47 + index / 400)], 10);
    let [running, alone] = [0, 0];
    book.beforeAnswer = async () => {
      running += 1;
      await new Promise((resolve) => setImmediate(resolve));
      if (running === 1) alone += 1;
      running -= 1;
    };
    const { events, start } = backfill(book);
    const report = await start();
    assert.equal(idsOf(events).length, 401);
    assert.ok(alone < 10, `${String(alone)} of some 40 pages were asked for alone`);
    assert.ok(report.pages <= 66, `${String(report.pages)} pages`);
  });

  it('goes on where it was stopped, and misses nothing', async () => {
    const hours = fc.array(fc.integer({ min: 0, max: 47 }), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(hours, fc.array(fc.integer({ min: 1, max: 30 })), async (all, stops) => {
        const book = aBook(all);
        const { events, start } = backfill(book);
        for (const stop of stops) {
          let answers = 0;
          book.beforeAnswer = () => {
            answers += 1;
            if (answers > stop)
              throw new HubError('KINGDEE_TIMEOUT', 'no answer', { retryable: true });
          };
          await start().catch((error: unknown) => {
            assert.ok(error instanceof HubError);
          });
        }
        book.beforeAnswer = () => undefined;
        assert.equal((await start()).complete, true);
        assert.deepEqual(
          idsOf(events),
          [...book.documents.values()].map((one) => one.documentId),
        );
        const ids = new Map(events.map(({ documentId, eventId }) => [documentId, eventId]));
        assert.equal(new Set(events.map(({ eventId }) => eventId)).size, ids.size);
      }),
      { ...seeded('a backfill that is stopped'), numRuns: 100 },
    );
  });

  it('saves no position before what lies behind it is published', async () => {
    const book = aBook(Array.from({ length: 100 }, (_, index) => index / 4));
    const clock = new FakeClock();
    const { saved, events, start } = backfill(book, clock);
    book.beforeAnswer = () => clock.advance(400);
    await start({
      save: async (position) => {
        saved.push(position);
        const before = [...book.documents.values()]
          .filter(({ modifiedAt }) => modifiedAt < position.modifiedAt)
          .map(({ documentId }) => documentId);
        const published = new Set(idsOf(events));
        assert.deepEqual(
          before.filter((id) => !published.has(id)),
          [],
        );
      },
    });
    assert.ok(saved.length > 3);
  });

  it('keeps to the wanted speed', async () => {
    const book = aBook(
      Array.from({ length: 60 }, (_, index) => index / 4),
      10,
    );
    const clock = new FakeClock();
    const { start } = backfill(book, clock);
    const running = { yet: true };
    const run = start({ rowsPerSecond: 10, pagesInFlight: 1 }).finally(() => {
      running.yet = false;
    });
    while (running.yet) await clock.advance(100);
    const report = await run;
    assert.equal(report.rows, 60);
    assert.ok(clock.monotonic() >= 4_000 && clock.monotonic() <= 7_000);
  });

  it('stops soon when it is told to, and says that it is not complete', async () => {
    const book = aBook(Array.from({ length: 100 }, (_, index) => index / 4));
    const stop = new AbortController();
    let answers = 0;
    book.beforeAnswer = () => {
      answers += 1;
      if (answers === 5) stop.abort();
    };
    const { start } = backfill(book);
    const report = await start({ signal: stop.signal });
    assert.equal(report.complete, false);
    assert.ok(answers < 15);
  });
});
