import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChangedSince, Page, SourceDocument } from '@hub/source';
import { faultOf, printedCode } from '../testing/client-of.js';
import { wiseOrder, WiseRig } from '../testing/wise-rig.js';
import type { WiseSource } from './wise-source.js';

const form = 'PUR_PurchaseOrder';
const dayMs = 86_400_000;
let rig: WiseRig;
let standing: object;
before(async () => {
  rig = await WiseRig.start();
  const shown = (await rig.control.ask('GET', 'switches')) as { switches: object };
  standing = shown.switches;
});
beforeEach(async () => {
  await rig.control.switch(standing);
  await rig.control.ask('DELETE', 'faults');
});
after(() => rig.close());

function question(over: Partial<ChangedSince> = {}): ChangedSince {
  const modifiedFrom = rig.erp.clock.now() - 60_000;
  return { form, organisations: ['100'], modifiedFrom, afterId: null, until: null, ...over };
}

async function read(source: WiseSource, id: string): Promise<SourceDocument> {
  const found = await source.read(form, id, ['100']);
  assert.ok(found !== null && 'summary' in found, JSON.stringify(found));
  return found;
}

function told(page: Page): Readonly<Record<string, string>> {
  return Object.fromEntries(page.documents.map(({ documentId, step }) => [documentId, step]));
}

describe('without a time of change', () => {
  it('a bill is told when it is made, changed, audited, closed, and when it is closed long after', async () => {
    const clock = rig.clock();
    const source = rig.source({}, clock);
    const old = await rig.control.create('PO', wiseOrder('5', { FDate: '2026-01-05' }));
    // What was there before is no news.
    assert.equal(told(await source.changedSince(question()))[old.id], undefined);

    await rig.control.change('PO', old.number, { head: { FExplanation: '改' } });
    assert.equal(told(await source.changedSince(question()))[old.id], 'SAVED');
    await rig.control.operate('PO', old.number, 'audit');
    assert.equal(told(await source.changedSince(question()))[old.id], 'APPROVED');

    // Days later neither its own day nor that of the audit is asked for.
    rig.erp.clock.shift(3 * dayMs);
    await clock.advance(11 * 60_000);
    assert.equal(told(await source.changedSince(question()))[old.id], undefined);
    await rig.control.operate('PO', old.number, 'close');
    assert.equal(told(await source.changedSince(question()))[old.id], 'CLOSED');
    assert.equal(told(await source.changedSince(question()))[old.id], 'CLOSED');
    await clock.advance(11 * 60_000);
    assert.equal(told(await source.changedSince(question()))[old.id], undefined);
    rig.erp.clock.shift(-3 * dayMs);
  });

  it('between two looks only what is dated since is asked for', async () => {
    const source = rig.source();
    await source.changedSince(question());
    const old = await rig.control.create('PO', wiseOrder('5', { FDate: '2026-01-05' }));
    const today = await rig.control.create('PO', wiseOrder('6'));
    const calls = await rig.callsOf(async () => {
      const steps = told(await source.changedSince(question({ afterId: '1' })));
      assert.deepEqual([steps[old.id], steps[today.id]], [undefined, 'SAVED']);
    });
    assert.deepEqual(calls, ['PO/GetList']);
    assert.equal(told(await source.changedSince(question()))[old.id], 'SAVED');
  });

  it('a stretch has what is dated in it, in order, its end included', async () => {
    const source = rig.source();
    const days = ['2025-06-02', '2025-06-03', '2025-06-03', '2025-06-04'];
    const ids: string[] = [];
    for (const FDate of days)
      ids.push((await rig.control.create('PO', wiseOrder('1', { FDate }))).id);
    const at = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
    const until = { modifiedAt: at('2025-06-03'), documentId: ids[1] ?? '' };
    const page = await source.changedSince(question({ modifiedFrom: at('2025-06-02'), until }));
    assert.deepEqual(
      page.documents.map(({ documentId }) => documentId),
      ids.slice(0, 2),
    );
    const rest = question({ modifiedFrom: at('2025-06-02'), afterId: ids[0] ?? '', until });
    assert.deepEqual(Object.keys(told(await source.changedSince(rest))), ids.slice(1, 2));
  });

  it('what is open comes by id, page by page, with rows that no page cuts', async () => {
    // Pages of 50 lines, and a server that gives 60 at most: bills of 7 rows never end with a page.
    await rig.control.switch({ listRowsMax: 60 });
    const rows = Array.from({ length: 7 }, (_, index) => ({
      FItemID: '01.01.0001',
      FAuxQty: '1',
      FAuxTaxPrice: String(index + 1),
    }));
    const made: string[] = [];
    for (let count = 0; count < 20; count += 1) {
      const bill = { head: { FSupplyID: 'VEN002' }, entries: { Page2: rows } };
      made.push((await rig.control.create('PO', bill)).id);
    }
    for (const pageRows of [50, 1000]) {
      const source = rig.source({ pageRows });
      const found: SourceDocument[] = [];
      let afterId: string | null = null;
      for (;;) {
        const asked = { form, organisations: ['100'], afterId, modifiedFrom: 0 };
        const { documents, next }: Page = await source.open(asked);
        found.push(...documents);
        if (next === null) break;
        afterId = next.documentId;
      }
      const ours = found.filter(({ documentId }) => made.includes(documentId));
      assert.deepEqual(
        ours.map(({ documentId }) => documentId),
        made,
      );
      const sums = new Set(ours.map(({ summary }) => summary.amount?.amount.toFixed()));
      assert.deepEqual([...sums], ['28']);
    }
  });

  it('a bill with more rows than a page comes whole', async () => {
    const row = { FItemID: '01.01.0001', FAuxQty: '1', FAuxTaxPrice: '2' };
    const bill = { head: { FSupplyID: 'VEN002' }, entries: { Page2: Array(130).fill(row) } };
    const { id } = await rig.control.create('PO', bill);
    const { summary, lines } = await read(rig.source({ pageRows: 50 }), id);
    assert.deepEqual([summary.amount?.amount.toFixed(), lines.length], ['260', 130]);
  });
});

describe('with a field that the site keeps itself', () => {
  const forms = [{ form, changedAt: 'FHeadSelfP0140' }];

  it('bills come in its order, page by page, and what changes meanwhile comes again', async () => {
    rig.erp.clock.shift(10 * dayMs);
    const source = rig.source({ forms, pageRows: 50 });
    const start = Math.floor(rig.erp.clock.now() / 1000) * 1000;
    const made: { id: string; number: string }[] = [];
    for (let count = 0; count < 120; count += 1) {
      if (count % 10 === 0) rig.erp.clock.shift(2000);
      made.push(await rig.control.create('PO', wiseOrder('1')));
    }
    const seen: string[] = [];
    let from = { modifiedFrom: start, afterId: null as string | null };
    for (let pages = 0; pages < 10; pages += 1) {
      const page = await source.changedSince(question(from));
      seen.push(...page.documents.map(({ documentId }) => documentId));
      if (pages === 0) {
        rig.erp.clock.shift(60_000);
        await rig.control.operate('PO', made[0]?.number ?? '', 'audit');
      }
      if (page.next === null) break;
      from = { modifiedFrom: page.next.modifiedAt, afterId: page.next.documentId };
    }
    const ids = made.map(({ id }) => id);
    assert.deepEqual(seen, [...ids, ids[0]]);
    rig.erp.clock.shift(-10 * dayMs);
  });

  it('a field that is not there is named', async () => {
    const source = rig.source({ forms: [{ form, changedAt: 'FNonsense' }] });
    const error = await faultOf(source.changedSince(question()));
    assert.equal(printedCode(error), 'KINGDEE_FIELD_UNKNOWN');
    assert.match(error.message, /object PO of K\/3 WISE has no field FNonsense \(changedAt\)/);
  });
});
