import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Decimal } from '@hub/core';
import type { Page } from '@hub/source';
import { printMoney } from './testing/print-document.js';
import { SimulatedBook } from './testing/simulated-book.js';

const dayMs = 86_400_000;
const order = 'PUR_PurchaseOrder';
const organisations = ['100'];

/** The midnight in China at which a day begins. */
function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`);
}

function numbersOf({ documents }: Page): readonly string[] {
  return documents.map(({ documentId }) => documentId);
}

describe('what K3CloudSource reads beside changes', () => {
  let book: SimulatedBook;
  before(async () => {
    book = await SimulatedBook.start();
  });
  after(() => book.close());

  async function receivable(
    due: string,
    plan: readonly (readonly [string, string])[],
  ): Promise<string> {
    const row = { FMATERIALID: { FNumber: 'MAT001' }, FPriceQty: '10', FTaxPrice: '100' };
    const model = {
      FCUSTOMERID: { FNumber: 'CUST0001' },
      FENDDATE_H: due,
      FEntityDetail: [row],
      FEntityPlan: plan.map(([FENDDATE, FPAYAMOUNTFOR]) => ({ FENDDATE, FPAYAMOUNTFOR })),
    };
    const id = await book.run('Save', 'AR_receivable', { Model: model });
    await book.run('Submit', 'AR_receivable', { Ids: id });
    await book.run('Audit', 'AR_receivable', { Ids: id, IsVerifyProcInst: 'false' });
    return id;
  }

  it('lists what is to be paid in a stretch of days, by the plan, until it is settled', async () => {
    const id = await receivable('2026-03-31', [
      ['2026-03-31', '400'],
      ['2026-04-30', '600'],
    ]);
    const other = await receivable('2026-03-15', [['2026-03-15', '1000']]);
    const within = {
      form: 'AR_receivable',
      organisations,
      from: midnight('2026-03-31'),
      to: midnight('2026-05-01'),
      afterId: null,
    };
    const page = await book.source.due(within);
    assert.deepEqual(numbersOf(page), [id]);
    const [document] = page.documents;
    assert.equal(document?.dates['due'], midnight('2026-03-31'));
    assert.equal(printMoney(document.amounts['open'] ?? null), '1000 CNY');

    const before = await book.source.due({ ...within, to: midnight('2026-04-30') });
    assert.equal(printMoney(before.documents[0]?.amounts['open'] ?? null), '400 CNY');
    const wide = { ...within, from: midnight('2026-03-01') };
    assert.deepEqual(numbersOf(await book.source.due(wide)), [id, other]);
    assert.deepEqual(numbersOf(await book.source.due({ ...wide, afterId: id })), [other]);

    await book.write('AR_receivable', id, { FWRITTENOFFSTATUS: 'C' });
    assert.deepEqual(numbersOf(await book.source.due(within)), []);
    assert.deepEqual(numbersOf(await book.source.due({ ...within, form: 'GL_VOUCHER' })), []);
  });

  it('reads due bills page by page, each whole', async () => {
    const source = book.sourceOf({ pageRows: 3 });
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      ids.push(
        await receivable('2027-01-31', [
          ['2027-01-31', '500'],
          ['2027-02-28', '500'],
        ]),
      );
    }
    const within = {
      form: 'AR_receivable',
      organisations,
      from: midnight('2027-01-01'),
      to: midnight('2027-03-01'),
    };
    const found: string[] = [];
    let afterId: string | null = null;
    for (;;) {
      const page: Page = await source.due({ ...within, afterId });
      found.push(
        ...page.documents.map(
          ({ documentId, amounts }) => `${documentId} ${printMoney(amounts['open'] ?? null) ?? ''}`,
        ),
      );
      if (page.next === null) break;
      afterId = page.next.documentId;
    }
    assert.deepEqual(
      found,
      ids.map((id) => `${id} 1000 CNY`),
    );
  });

  it('lists what is not finished, page by page by id', async () => {
    const ids = [await book.order('1'), await book.order('2'), await book.order('3')];
    const [saved = '', submitted = '', closed = ''] = ids;
    for (const id of [submitted, closed]) await book.run('Submit', order, { Ids: id });
    await book.run('Audit', order, { Ids: closed, IsVerifyProcInst: 'false' });
    const question = { form: order, organisations, afterId: null, modifiedFrom: 0 };
    const all = numbersOf(await book.source.open(question));
    assert.deepEqual(
      ids.filter((id) => all.includes(id)),
      ids,
    );

    await book.write(order, closed, { FCloseStatus: 'B' });
    await book.write(order, saved, { FCancelStatus: 'B' });
    const left = numbersOf(await book.source.open(question));
    assert.deepEqual(
      ids.filter((id) => left.includes(id)),
      [submitted],
    );
    const last = await book.source.open({ ...question, afterId: left.at(-1) ?? '' });
    assert.deepEqual([last.documents, last.next], [[], null]);
    const later = book.erp.clock.now() + dayMs;
    assert.deepEqual(numbersOf(await book.source.open({ ...question, modifiedFrom: later })), []);
  });

  it('says of an unfinished bill what a change of it is compared by', async () => {
    const id = await book.order('5');
    const { documents } = await book.source.open({
      form: order,
      organisations,
      afterId: String(Number(id) - 1),
      modifiedFrom: 0,
    });
    const read = await book.source.read(order, id, organisations);
    assert.ok(read !== null && 'summary' in read);
    const [listed] = documents;
    const compared = ({ step, modifiedAt, summary }: typeof read): object => {
      const { number, amount, localAmount, counterparty, organisation } = summary;
      return { step, modifiedAt, number, amount, localAmount, counterparty, organisation };
    };
    assert.ok(listed !== undefined);
    assert.deepEqual(compared(listed), compared(read));
  });

  it('measures stock over all lots against the safety stock of the warehouse it is kept in', async () => {
    const materials = await book.client.query({
      form: 'BD_MATERIAL',
      fields: ['FMATERIALID'],
      filter: "FNumber='MAT001'",
    });
    const stock = { FIsEnableSafeStock: true, FSafeStock: '77', FStockId: { FNumber: 'CK1001' } };
    const material = { FMATERIALID: materials[0]?.[0], SubHeadEntity1: stock };
    await book.run('Save', 'BD_MATERIAL', { Model: material });
    const read = async (): Promise<readonly [Decimal, string]> => {
      const levels = await book.source.levels('stock', organisations);
      const level = levels.find(({ documentId }) => documentId === '100/MAT001/CK1001');
      assert.ok(level !== undefined);
      assert.deepEqual([level.form, level.value.unit], ['STK_Inventory', '件']);
      return [level.value.value, level.limit?.value.toFixed() ?? 'none'];
    };
    const [before, limit] = await read();
    assert.equal(limit, '77');

    const entry = { FMaterialId: { FNumber: 'MAT001' }, FStockId: { FNumber: 'CK1001' } };
    for (const FRealQty of ['30', '25.5']) {
      const model = { FSupplierId: { FNumber: 'VEN001' }, FInStockEntry: [{ ...entry, FRealQty }] };
      const id = await book.run('Save', 'STK_InStock', { Model: model });
      await book.run('Submit', 'STK_InStock', { Ids: id });
      await book.run('Audit', 'STK_InStock', { Ids: id });
    }
    const [now] = await read();
    assert.equal(now.minus(before).toFixed(), '55.5');
    assert.deepEqual(await book.source.levels('stock', ['999']), []);
    assert.deepEqual(await book.source.levels('weather', organisations), []);
  });

  it('takes control totals from the reports of the ERP', async () => {
    const totals = await book.source.totals(['AR_receivable', 'AR_RECEIVEBILL'], organisations);
    const printed = totals.map(({ form, organisation, currency, total, documents }) =>
      [form, organisation, currency, total.toFixed(), String(documents)].join(' '),
    );
    assert.deepEqual(printed, ['AR_receivable 100 CNY 5000 null', 'AR_RECEIVEBILL 100 CNY 0 null']);
    assert.deepEqual(await book.source.totals(['GL_VOUCHER'], organisations), []);
  });
});
