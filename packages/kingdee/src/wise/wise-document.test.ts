import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChangedSince, SourceDocument } from '@hub/source';
import { printDocument } from '../testing/print-document.js';
import { theOnly, wiseOrder, WiseRig } from '../testing/wise-rig.js';
import type { WiseSource } from './wise-source.js';

const form = 'PUR_PurchaseOrder';
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

const example = JSON.parse(
  readFileSync(new URL('../../examples/PUR_PurchaseOrder.json', import.meta.url), 'utf8'),
) as { document: Readonly<Record<string, object>> & { lines: readonly object[] } };

/** The order of the example of K3Cloud, as a person enters it here. */
const sameOrder = {
  head: {
    FDate: '2026-03-02',
    FSupplyID: 'VEN001',
    FDeptID: 'BM01',
    FEmpID: 'HD001',
    FCurrencyID: 'USD',
    FExchangeRate: '7.1234',
    FExplanation: '产线备件',
  },
  entries: {
    Page2: [
      {
        FItemID: '01.01.0001',
        FUnitID: 'PCS',
        FAuxQty: '120',
        FAuxTaxPrice: '11.865',
        FFetchDate: '2026-03-20',
        FNote: '第一批',
      },
      {
        FItemID: '01.02.0001',
        FUnitID: 'PCS',
        FAuxQty: '2500.5',
        FAuxTaxPrice: '0.35',
        FFetchDate: '2026-03-12',
      },
    ],
  },
};

describe('a document of K/3 WISE', () => {
  // What differs is what the system has not, and what the two simulated companies call their things.
  const { document } = example;
  const item = (number: string | null, name: string): object => ({ item: number, name });
  const wanted = (items: readonly object[], unit: string): object => ({
    ...document,
    summary: { ...document['summary'], number: 'any', applicant: '李晓梅' },
    amounts: {},
    figures: { lines: '2', quantity: '2620.5' },
    lines: document.lines.map((line, index) => ({
      ...line,
      ...items[index],
      quantity: ['120', '2500.5'].map((quantity) => `${quantity} ${unit}`)[index],
    })),
  });
  const byName = [item('深沟球轴承', '深沟球轴承'), item('六角螺栓', '六角螺栓')];
  const byNumber = [item('01.01.0001', '01.01.0001'), item('01.02.0001', '01.02.0001')];
  const whole = [item('01.01.0001', '深沟球轴承'), item('01.02.0001', '六角螺栓')];

  const layouts = [
    ['named references', {}, byName],
    [
      'rows in Data.DATA and texts for amounts',
      { listLayout: 'data-DATA', decimals: 'text' },
      byName,
    ],
    [
      'rows in a page, whole references',
      { listLayout: 'data-pages', listReferences: 'object' },
      whole,
    ],
    ['rows in Data, times with a blank', { listLayout: 'data-array', times: 'blank' }, byName],
  ] as const;
  for (const [what, switches, items] of layouts) {
    it(`is that of K3Cloud for the same order: ${what}`, async () => {
      await rig.control.switch(switches);
      const bill = await rig.control.create('PO', sameOrder);
      await rig.control.operate('PO', bill.number, 'start-check');
      const found = await read(rig.source(), bill.id);
      const printed = printDocument(found) as { summary: object };
      const any = { ...printed, summary: { ...printed.summary, number: 'any' } };
      assert.deepEqual(any, wanted(items, '个'));
      assert.deepEqual([found.documentId, found.summary.number], [bill.id, bill.number]);
      assert.equal(found.modifiedAt, Date.parse('2026-03-02T00:00:00+08:00'));
    });
  }

  it('keeps codes where a site prints codes', async () => {
    await rig.control.switch({ listReferences: 'number' });
    const bill = await rig.control.create('PO', sameOrder);
    const { summary, lines } = await read(rig.source(), bill.id);
    assert.deepEqual(
      [
        summary.counterparty,
        summary.department,
        summary.applicant?.userId,
        summary.amount?.currency,
      ],
      ['VEN001', 'BM01', 'lixiaomei', 'USD'],
    );
    assert.deepEqual(
      lines.map(({ item: number, name }) => ({ item: number, name })),
      byNumber,
    );
  });

  it('never loses a digit, and takes the currencies that a site names', async () => {
    const bill = await rig.control.create('PO', wiseOrder('123456789012345678.1234567891'));
    const source = rig.source({ currencies: { 人民币: 'CNH' }, localCurrency: 'CNY' });
    const { summary, lines } = await read(source, bill.id);
    assert.equal(lines[0]?.price?.amount.toFixed(), '123456789012345678.1234567891');
    assert.equal(summary.amount?.amount.toFixed(), '123456789012345678.12');
    assert.equal(summary.amount.currency, 'CNH');
  });

  it('tells every step', async () => {
    const source = rig.source();
    const { id, number } = await rig.control.create('PO', wiseOrder('1'));
    const steps: string[] = [(await read(source, id)).step];
    for (const operation of ['start-check', 'audit', 'close', 'unclose', 'unaudit', 'cancel']) {
      await rig.control.operate('PO', number, operation);
      steps.push((await read(source, id)).step);
    }
    assert.deepEqual(steps, [
      'SAVED',
      'SUBMITTED',
      'APPROVED',
      'CLOSED',
      'APPROVED',
      'SAVED',
      'VOIDED',
    ]);
  });

  it('is none for another organisation, and for one that is gone', async () => {
    const { id, number } = await rig.control.create('PO', wiseOrder('1'));
    const source = rig.source();
    assert.equal(await source.read(form, id, ['200']), null);
    await rig.control.operate('PO', number, 'delete');
    assert.equal(await source.read(form, id, ['100']), null);
  });

  it('that makes no sense is set aside by itself', async () => {
    const source = rig.source();
    const bad = await rig.control.create('PO', wiseOrder('1'));
    const good = await rig.control.create('PO', wiseOrder('2'));
    await rig.control.spoil('PO', bad.number, 'FStatus', 7);
    const page = await source.changedSince(question());
    assert.ok(page.documents.some(({ documentId }) => documentId === good.id));
    const { documentId, number, code, reason } = theOnly(page.malformed);
    assert.deepEqual([documentId, number, code], [bad.id, bad.number, 'KINGDEE_MALFORMED']);
    assert.match(reason, /unknown document status "7"/);
    await rig.control.spoil('PO', bad.number, 'FStatus', 0);
  });
});
