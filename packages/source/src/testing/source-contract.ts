import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Position } from '../source.js';
import {
  addMany,
  at,
  everything,
  idsOf,
  pagesMax,
  question,
  read,
  readDocument,
  type SourceRig,
} from './source-rig.js';

/**
 * What ingest relies on, for every kind of source: the same tests run against each with a real system behind it.
 */
export function sourceContract(name: string, makeRig: () => Promise<SourceRig>): void {
  describe(`${name} keeps the contract of a source`, () => {
    let rig: SourceRig;
    before(async () => {
      rig = await makeRig();
    });
    beforeEach(() => rig.clear());
    after(async () => {
      await rig.clear();
      await rig.close();
    });

    describe('in the order of change', () => {
      orderTests(() => rig);
    });
    describe('one document', () => {
      documentTests(() => rig);
    });
    describe('a stretch and what is open', () => {
      stretchTests(() => rig);
    });
  });
}

function orderTests(rig: () => SourceRig): void {
  it('documents come by time of change, whatever order they were written in', async () => {
    const { tickMs } = rig();
    const late = await rig().add(at(rig(), 20 * tickMs));
    const early = await rig().add(at(rig(), 10 * tickMs));
    const page = await rig().source.changedSince(question(rig(), {}));
    assert.deepEqual(
      page.documents.map(({ documentId, modifiedAt }) => [documentId, modifiedAt]),
      [
        [early, rig().start + 10 * tickMs],
        [late, rig().start + 20 * tickMs],
      ],
    );
    assert.deepEqual([page.next, page.malformed], [null, []]);
  });

  it('the start is included, what lies before is not', async () => {
    const { tickMs } = rig();
    await rig().add(at(rig(), -tickMs));
    const first = await rig().add(at(rig(), 0));
    assert.deepEqual(idsOf(await everything(rig())), [first]);
  });

  it('page by page every document comes once', async () => {
    const ids = await addMany(rig(), (index) => index * rig().tickMs);
    assert.deepEqual(idsOf(await everything(rig())), ids);
  });

  it('a group of documents changed at one time that is larger than a page comes whole', async () => {
    const before = await rig().add(at(rig(), 0));
    const ids = await addMany(rig(), () => 5 * rig().tickMs);
    const behind = await rig().add(at(rig(), 9 * rig().tickMs));
    assert.deepEqual(idsOf(await everything(rig())), [before, ...ids, behind]);
  });

  it('of documents changed at the start exactly, only those behind the id come', async () => {
    const ids = await addMany(rig(), () => 0, 4);
    const afterId = ids[1] ?? '';
    const page = await rig().source.changedSince(question(rig(), { afterId }));
    assert.deepEqual(idsOf(page.documents), ids.slice(2));
  });

  it('a document that changes between two pages is seen as it became, and none is passed over', async () => {
    const { tickMs, pageSize } = rig();
    const ids = await addMany(rig(), (index) => index * tickMs);
    // The first was read already, the last was not; the other is on the second page.
    const moves = [[ids[0] ?? '', ids.at(-1) ?? ''], [ids[pageSize] ?? '']];
    const documents = await everything(rig(), async (page) => {
      for (const documentId of moves[page] ?? []) {
        const modifiedAt = rig().start + (1000 + page) * tickMs;
        await rig().change(documentId, { modifiedAt, step: 'APPROVED' });
      }
    });
    const latest = new Map(documents.map((document) => [document.documentId, document]));
    assert.deepEqual([...latest.keys()].toSorted(), ids.toSorted());
    assert.deepEqual(
      moves.flat().map((id) => latest.get(id)?.step),
      ['APPROVED', 'APPROVED', 'APPROVED'],
    );
  });

  it('only documents of the organisations asked for come', async () => {
    const [ours, theirs] = rig().organisations;
    const mine = await rig().add(at(rig(), 0, { organisation: ours }));
    await rig().add(at(rig(), 1, { organisation: theirs }));
    const page = await rig().source.changedSince(question(rig(), { organisations: [ours] }));
    assert.deepEqual(idsOf(page.documents), [mine]);
    assert.equal(page.documents[0]?.summary.organisation, ours);
  });
}

function documentTests(rig: () => SourceRig): void {
  it('a record that cannot be understood is set aside, and the others go on', async () => {
    const ids = await addMany(rig(), (index) => index * rig().tickMs, 3);
    const spoilt = ids[1] ?? '';
    await rig().spoil(spoilt);
    const page = await rig().source.changedSince(question(rig(), {}));
    assert.deepEqual(idsOf(page.documents), [ids[0], ids[2]]);
    assert.deepEqual(
      page.malformed.map(({ form, documentId }) => [form, documentId]),
      [[rig().form, spoilt]],
    );
  });

  it('times and dates come as the moments they were', async () => {
    const { start, midnight, tickMs } = rig();
    const id = await rig().add(at(rig(), 7 * tickMs));
    const found = await readDocument(rig(), id);
    assert.deepEqual([found.modifiedAt, found.summary.date], [start + 7 * tickMs, midnight]);
  });

  it('amounts keep every digit', async () => {
    const found: string[] = [];
    for (const amount of rig().decimals) {
      const id = await rig().add(at(rig(), 0, { amount }));
      const { summary } = await readDocument(rig(), id);
      found.push(`${summary.amount?.amount.toFixed() ?? ''} ${summary.amount?.currency ?? ''}`);
    }
    assert.deepEqual(
      found,
      rig().decimals.map((amount) => `${amount.replace(/(\.\d*?)0+$/, '$1')} CNY`),
    );
  });

  it('a document reads as it is now', async () => {
    const id = await rig().add(at(rig(), 0));
    await rig().change(id, { step: 'APPROVED', modifiedAt: rig().start + 5 * rig().tickMs });
    const { step, modifiedAt } = await readDocument(rig(), id);
    assert.deepEqual([step, modifiedAt], ['APPROVED', rig().start + 5 * rig().tickMs]);
  });

  it('a deleted document, and one of another organisation, reads as none', async () => {
    const [ours, theirs] = rig().organisations;
    const gone = await rig().add(at(rig(), 0));
    await rig().remove(gone);
    const foreign = await rig().add(at(rig(), 0, { organisation: theirs }));
    assert.deepEqual(
      [await read(rig(), gone, [ours]), await read(rig(), foreign, [ours])],
      [null, null],
    );
  });
}

function stretchTests(rig: () => SourceRig): void {
  it('the end of a stretch is included, and nothing behind it comes', async () => {
    const { tickMs, start } = rig();
    const ids = await addMany(rig(), (index) => Math.floor(index / 2) * tickMs, 6);
    const until: Position = { modifiedAt: start + tickMs, documentId: ids[2] ?? '' };
    const page = await rig().source.changedSince(question(rig(), { until }));
    assert.deepEqual(idsOf(page.documents), ids.slice(0, 3));
    assert.equal(page.next, null);
  });

  it('a late commit is noticed by counting', async () => {
    const { source, form, organisations, start, tickMs } = rig();
    if (source.hasMoreThan === undefined) return;
    const ids = await addMany(rig(), (index) => index * tickMs, 3);
    const until: Position = { modifiedAt: start + 2 * tickMs, documentId: ids[2] ?? '' };
    const stretch = { form, organisations: [organisations[0]], modifiedFrom: start, until };
    const before = await source.hasMoreThan(stretch, 3);
    await rig().add(at(rig(), tickMs));
    assert.deepEqual([before, await source.hasMoreThan(stretch, 3)], [false, true]);
  });

  it('what is not finished comes by id, page by page', async () => {
    const { source, form, organisations, start, tickMs } = rig();
    if (source.open === undefined) return;
    const ids = await addMany(rig(), (index) => (100 - index) * tickMs);
    const closed = ids.filter((_, index) => index % 3 === 0);
    for (const id of closed) await rig().change(id, { step: 'CLOSED' });

    const found: string[] = [];
    let afterId: string | null = null;
    for (let page = 0; page < pagesMax; page += 1) {
      const asked = { form, organisations: [organisations[0]], afterId, modifiedFrom: start };
      const { documents, next } = await source.open(asked);
      found.push(...idsOf(documents));
      if (next === null) break;
      afterId = next.documentId;
    }
    assert.deepEqual(
      found,
      ids.filter((id) => !closed.includes(id)),
    );
  });
}
