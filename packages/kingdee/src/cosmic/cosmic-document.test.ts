import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChangedSince, SourceDocument } from '@hub/source';
import { cosmicOrder, CosmicRig, idsOf, orderObject } from '../testing/cosmic-rig.js';
import { printDocument } from '../testing/print-document.js';
import { theOnly } from '../testing/wise-rig.js';
import type { CosmicSource } from './cosmic-source.js';

const form = 'PUR_PurchaseOrder';
let rig: CosmicRig;
let standing: object;
before(async () => {
  rig = await CosmicRig.start();
  const shown = (await rig.control.ask('GET', 'switches')) as { switches: object };
  standing = shown.switches;
});
beforeEach(async () => {
  await rig.control.switch(standing);
  await rig.control.ask('DELETE', 'faults');
  // Every test has a minute of its own.
  rig.erp.clock.shift(60_000);
});
after(() => rig.close());

function question(over: Partial<ChangedSince> = {}): ChangedSince {
  return {
    form,
    organisations: ['100'],
    modifiedFrom: rig.second(),
    afterId: null,
    until: null,
    ...over,
  };
}

async function read(source: CosmicSource, id: string, of = form): Promise<SourceDocument> {
  const found = await source.read(of, id, ['100']);
  assert.ok(found !== null && 'summary' in found, JSON.stringify(found));
  return found;
}

const example = JSON.parse(
  readFileSync(new URL('../../examples/PUR_PurchaseOrder.json', import.meta.url), 'utf8'),
) as { document: Readonly<Record<string, object>> & { lines: readonly object[] } };

describe('a document of Cosmic', () => {
  const { document } = example;
  const items = [
    { item: '01.01.0001', name: '深沟球轴承', quantity: '120 个' },
    { item: '01.02.0001', name: '六角螺栓', quantity: '2500.5 个' },
  ];
  for (const switches of [{}, { references: 'object', decimals: 'text', ids: 'number' }]) {
    it(`is that of K3Cloud for the same order: ${JSON.stringify(switches)}`, async () => {
      await rig.control.switch(switches);
      const bill = await rig.control.create(orderObject, {
        head: {
          org: '100',
          biztime: '2026-03-02',
          supplier: 'VEN001',
          dept: 'BM01',
          settlecurrency: 'USD',
          exchangerate: '7.1234',
          comment: '产线备件',
        },
        entries: {
          billentry: [
            {
              material: '01.01.0001',
              unit: 'PCS',
              qty: '120',
              priceandtax: '11.865',
              deliverdate: '2026-03-20',
              entrycomment: '第一批',
            },
            {
              material: '01.02.0001',
              unit: 'PCS',
              qty: '2500.5',
              priceandtax: '0.35',
              deliverdate: '2026-03-12',
            },
          ],
        },
      });
      await rig.control.operate(orderObject, bill.number, 'submit');
      const found = await read(rig.source(), bill.id);
      const printed = printDocument(found) as { summary: object };
      // What differs is what the platform has not, and what the simulated companies call their things.
      assert.deepEqual(
        { ...printed, summary: { ...printed.summary, number: 'any' } },
        {
          ...document,
          summary: { ...document['summary'], number: 'any', applicant: '李晓梅' },
          people: {},
          amounts: {},
          figures: { lines: '2', quantity: '2620.5' },
          lines: document.lines.map((line, index) => ({ ...line, ...items[index] })),
        },
      );
      assert.equal(found.documentId, bill.id);
      assert.ok(Math.abs(found.modifiedAt - rig.erp.clock.now()) < 30_000);
      assert.match(found.departmentId ?? '', /^\d{19}$/);
    });
  }

  it('reads payment requests: whom and when stands in the rows', async () => {
    const bill = await rig.control.create('ap_payapply', {
      head: { settleorg: '100', applyorg: '100', applycause: '二月货款' },
      entries: {
        entry: [
          { e_asstact: 'VEN002', e_appseleamount: '51000', e_duedate: '2026-03-31' },
          { e_asstact: 'VEN002', e_appseleamount: '12000.10', e_duedate: '2026-04-30' },
        ],
      },
    });
    const source = rig.source();
    const { summary, dates, step } = await read(source, bill.id, 'CN_PAYAPPLY');
    assert.deepEqual(
      [summary.counterparty, summary.amount?.amount.toFixed(), summary.note, step],
      ['宁波永固紧固件厂', '63000.1', '二月货款', 'SAVED'],
    );
    assert.equal(dates['due'], Date.parse('2026-03-31T00:00:00+08:00'));
    for (const operation of ['submit', 'audit', 'close'])
      await rig.control.operate('ap_payapply', bill.number, operation);
    assert.equal((await read(source, bill.id, 'CN_PAYAPPLY')).step, 'CLOSED');
  });

  it('tells every step', async () => {
    const source = rig.source();
    const { id, number } = await rig.control.create(orderObject, cosmicOrder('1'));
    const steps: string[] = [(await read(source, id)).step];
    for (const step of ['submit', 'audit', 'close', 'unclose', 'unaudit', 'cancel']) {
      await rig.control.operate(orderObject, number, step);
      steps.push((await read(source, id)).step);
    }
    const wanted = ['SAVED', 'SUBMITTED', 'APPROVED', 'CLOSED', 'APPROVED', 'SAVED', 'VOIDED'];
    assert.deepEqual(steps, wanted);
  });

  it('is none for another organisation, and for one that is gone', async () => {
    const { id, number } = await rig.control.create(orderObject, cosmicOrder('1'));
    const source = rig.source();
    assert.equal(await source.read(form, id, ['200']), null);
    await rig.control.operate(orderObject, number, 'delete');
    assert.equal(await source.read(form, id, ['100']), null);
  });

  it('that makes no sense is set aside by itself', async () => {
    const first = question();
    const [bad, good] = await rig.orders(2, 5);
    await rig.control.spoil(orderObject, bad?.number ?? '', 'totalallamount', 'viel');
    const page = await rig.source().changedSince(first);
    assert.deepEqual(idsOf(page.documents), [good?.id]);
    const { documentId, code, reason } = theOnly(page.malformed);
    assert.deepEqual([documentId, code], [bad?.id, 'KINGDEE_MALFORMED']);
    assert.match(reason, /an amount that is no number: "viel"/);
  });
});
