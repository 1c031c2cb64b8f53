import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChangedSince, Page } from '@hub/source';
import type { K3CloudSource } from './k3cloud-source.js';
import { printMoney } from './testing/print-document.js';
import { SimulatedBook } from './testing/simulated-book.js';

const form = 'PUR_PurchaseOrder';
const since: ChangedSince = {
  form,
  organisations: ['100'],
  modifiedFrom: 0,
  afterId: null,
  until: null,
};

function idsOf({ documents }: Page): readonly string[] {
  return documents.map(({ documentId }) => documentId);
}

describe('K3CloudSource at a simulated ERP', () => {
  let book: SimulatedBook;
  before(async () => {
    book = await SimulatedBook.start();
  });
  after(() => book.close());
  beforeEach(() => {
    book.erp.faults.clear();
  });

  async function allPages(source: K3CloudSource, from = since): Promise<readonly string[]> {
    const ids: string[] = [];
    let page = await source.changedSince(from);
    ids.push(...idsOf(page));
    while (page.next !== null) {
      const { modifiedAt: modifiedFrom, documentId: afterId } = page.next;
      page = await source.changedSince({ ...from, modifiedFrom, afterId });
      ids.push(...idsOf(page));
    }
    return ids;
  }

  it('pages through changes in their order, also through many at one moment, without a gap or a repeat', async () => {
    const ids = await Promise.all(['1', '2', '3', '4', '5', '6', '7'].map((n) => book.order(n)));
    const at = book.erp.clock.now() + 1_000;
    for (const id of ids.slice(0, 5)) await book.write(form, id, { FModifyDate: at });
    const whole = await book.source.changedSince(since);
    assert.equal(whole.next, null);
    const paged = await allPages(book.sourceOf({ pageRows: 2 }));
    assert.deepEqual(paged, idsOf(whole));
    const together = whole.documents.filter(({ modifiedAt }) => modifiedAt === at);
    assert.deepEqual(
      together.map(({ documentId }) => documentId),
      ids.slice(0, 5).sort((a, b) => Number(a) - Number(b)),
    );
  });

  for (const queryMilliseconds of ['trimmed', 'none']) {
    it(`brings what was committed late along with what is new, milliseconds printed: ${queryMilliseconds}`, async () => {
      const begin = Math.ceil(book.erp.clock.now() / 1_000) * 1_000;
      const at = (second: number): number => begin + second * 1_000;
      const ids: string[] = [];
      for (let second = 0; second < 5; second += 1) {
        const id = await book.order(String(second + 1));
        await book.write(form, id, { FModifyDate: at(second) + 400 });
        ids.push(id);
      }
      await book.control('PUT', 'control/switches', { queryMilliseconds });
      const source = book.sourceOf({});
      const read = await source.changedSince({ ...since, modifiedFrom: begin });
      const known = read.documents.map(({ documentId, modifiedAt }) => ({
        documentId,
        modifiedAt,
      }));
      const place = known.at(-1);
      assert.ok(place);
      // One that nobody has seen, one that moved without leaving the stretch, and one that is simply new.
      const late = await book.order('6');
      await book.write(form, late, { FModifyDate: at(2) + 400 });
      await book.write(form, ids[0] ?? '', { FModifyDate: at(3) + 100 });
      const fresh = await book.order('7');
      await book.write(form, fresh, { FModifyDate: at(9) });
      const { modifiedAt: modifiedFrom, documentId: afterId } = place;
      const question = { ...since, modifiedFrom, afterId };
      const found = await source.changedSince({ ...question, lookBack: { from: begin, known } });
      const without = idsOf(await source.changedSince(question));
      await book.control('PUT', 'control/switches', { queryMilliseconds: 'trimmed' });
      assert.deepEqual(
        idsOf(found).filter((id) => !without.includes(id)),
        [late, ids[0]],
      );
      assert.deepEqual([without.at(-1), found.next], [fresh, null]);
    });
  }

  it('reads many at once in one call and one more for their rows, without those that are gone or of others', async () => {
    const ids = await Promise.all(['1', '2', '3'].map((n) => book.order(n)));
    const read = await book.source.readMany(form, [...ids, '999999999'], ['100']);
    assert.deepEqual(
      read.documents.map(({ documentId }) => documentId),
      ids.toSorted((a, b) => Number(a) - Number(b)),
    );
    assert.equal(read.calls, 2);
    assert.ok(read.documents.every(({ lines }) => lines.length > 0));
    assert.deepEqual((await book.source.readMany(form, ids, ['200'])).documents, []);
  });

  it('loses none where the ERP prints whole seconds but sorts by their fractions', async () => {
    const begin = Math.ceil(book.erp.clock.now() / 1_000) * 1_000;
    // Later in the second, earlier by id; more of them than a page holds.
    for (let n = 0; n < 8; n += 1) {
      const id = await book.order(String(100 + n));
      await book.write(form, id, { FModifyDate: begin + 900 - n * 100 });
    }
    const later = await book.order('200');
    await book.write(form, later, { FModifyDate: begin + 1_500 });
    const whole = idsOf(await book.source.changedSince(since));
    await book.control('PUT', 'control/switches', { queryMilliseconds: 'none' });
    try {
      for (const pageRows of [2, 3, 5]) {
        const paged = await allPages(book.sourceOf({ pageRows }));
        assert.deepEqual([...new Set(paged)].sort(), [...whole].sort(), String(pageRows));
      }
    } finally {
      await book.control('PUT', 'control/switches', { queryMilliseconds: 'trimmed' });
    }
  });

  for (const change of ['touch', 'delete']) {
    it(`loses none while others ${change} bills between two pages`, async () => {
      const before = await allPages(book.sourceOf());
      const drift = { kind: 'page-drift', target: 'ExecuteBillQuery', times: 3 };
      book.erp.faults.add({ ...drift, params: { change, bills: 1 } });
      const paged = await allPages(book.sourceOf({ pageRows: 2, withLines: false }));
      const now = await allPages(book.sourceOf());
      const lost = now.filter((id) => before.includes(id) && !paged.includes(id));
      assert.deepEqual(lost, []);
    });
  }

  it('ends at the place it is told, inclusive', async () => {
    const whole = await book.source.changedSince(since);
    const third = whole.documents[2];
    assert.ok(third !== undefined);
    const page = await book.source.changedSince({ ...since, until: third });
    assert.deepEqual(idsOf(page), idsOf(whole).slice(0, 3));
    const stretch = { form, organisations: ['100'], modifiedFrom: 0, until: third };
    assert.equal(await book.source.hasMoreThan(stretch, 2), true);
    assert.equal(await book.source.hasMoreThan(stretch, 3), false);
  });

  it('asks once when nothing changed, and once more for the rows of what did', async () => {
    const source = book.sourceOf();
    await source.changedSince(since);
    assert.deepEqual(await book.callsOf(() => source.changedSince(since)), ['ExecuteBillQuery']);
    const id = await book.order('8');
    assert.deepEqual(await book.callsOf(() => source.changedSince(since)), [
      'ExecuteBillQuery',
      'ExecuteBillQuery',
    ]);
    const { documents, calls } = await source.changedSince(since);
    assert.equal(calls, 1);
    const document = documents.find(({ documentId }) => documentId === id);
    assert.equal(document?.lines.length, 1);
    assert.equal(printMoney(document.lines[0]?.amount ?? null), '80 CNY');
  });

  it('asks for no rows when events are to carry none, unless the total stands in them', async () => {
    const source = book.sourceOf({ withLines: false });
    const calls = await book.callsOf(async () => {
      const { documents } = await source.changedSince(since);
      assert.ok(documents.length > 0);
      assert.ok(documents.every(({ lines }) => lines.length === 0));
    });
    assert.equal(calls.filter((method) => method === 'ExecuteBillQuery').length, 2, String(calls));

    const row = { FMaterialId: { FNumber: 'MAT001' }, FReqQty: '3', FTAXPRICE: '7' };
    const requested = await book.run('Save', 'PUR_Requisition', { Model: { FEntity: [row] } });
    const requisition = await source.read('PUR_Requisition', requested, ['100']);
    assert.ok(requisition !== null && 'summary' in requisition);
    assert.equal(printMoney(requisition.summary.amount), '21 CNY');
  });

  it('parks a bill that makes no sense by itself and names what is wrong with it', async () => {
    const [status, amount, future, fine] = await Promise.all(
      ['11', '12', '13', '14'].map((n) => book.order(n)),
    );
    assert.ok(status && amount && future && fine);
    const dayMs = 86_400_000;
    await book.write(form, status, { FDocumentStatus: 'Q' });
    await book.write(form, amount, { FBillAllAmount: '1234567890123456789.5' });
    await book.write(form, future, { FModifyDate: book.erp.clock.now() + dayMs });
    const page = await book.source.changedSince(since);
    assert.ok(idsOf(page).includes(fine));
    assert.deepEqual(
      page.malformed.map(({ documentId, code }) => [documentId, code]),
      [
        [status, 'KINGDEE_MALFORMED'],
        [amount, 'KINGDEE_AMOUNT_RANGE'],
        [future, 'KINGDEE_DATE_FUTURE'],
      ],
    );
    for (const { number, reason } of page.malformed) assert.ok(reason.includes(number), reason);

    const one = await book.source.read(form, amount, ['100']);
    assert.ok(one !== null && !('summary' in one));
    assert.equal(one.code, 'KINGDEE_AMOUNT_RANGE');
    for (const id of [status, amount, future]) {
      await book.write(form, id, { FCancelStatus: 'B', FDocumentStatus: 'A' });
      await book.write(form, id, { FBillAllAmount: '1', FModifyDate: book.erp.clock.now() });
    }
  });

  it('never goes on behind a bill of the future, for everything behind it is of the future too', async () => {
    const id = await book.order('15');
    await book.write(form, id, { FModifyDate: book.erp.clock.now() + 86_400_000 });
    const all = await allPages(book.sourceOf({ pageRows: 3 }));
    assert.ok(!all.includes(id));
    assert.ok(all.length > 3);
    await book.write(form, id, { FModifyDate: book.erp.clock.now() });
    assert.ok((await allPages(book.sourceOf({ pageRows: 3 }))).includes(id));
  });

  // Used to name the server's time of now: as it differed, the bill was parked once more with every reading.
  it('says the same of a bill of the future whenever it is read', async () => {
    const id = await book.order('16');
    await book.write(form, id, { FModifyDate: book.erp.clock.now() + 86_400_000 });
    const reasonOf = async (): Promise<string | undefined> =>
      (await book.source.changedSince(since)).malformed.find(({ documentId }) => documentId === id)
        ?.reason;
    const before = await reasonOf();
    book.erp.clock.shift(60_000);
    const later = await reasonOf();
    book.erp.clock.shift(-60_000);
    await book.write(form, id, { FModifyDate: book.erp.clock.now() });
    assert.match(before ?? '', /was changed in the future/);
    assert.equal(later, before);
  });

  it('tells two bills of one number apart', async () => {
    const [first, second] = [await book.order('21'), await book.order('22')];
    await book.write(form, first, { FBillNo: 'CGDD-TWICE' });
    await book.write(form, second, { FBillNo: 'CGDD-TWICE' });
    const { documents } = await book.source.changedSince(since);
    const twice = documents.filter(({ summary }) => summary.number === 'CGDD-TWICE');
    assert.deepEqual(twice.map(({ documentId }) => documentId).sort(), [first, second].sort());
  });

  it('sees its own organisations only, however many they are', async () => {
    const none = await book.source.changedSince({ ...since, organisations: ['200'] });
    assert.deepEqual([none.documents, none.malformed], [[], []]);
    const id = await book.order('23');
    assert.equal(await book.source.read(form, id, ['200']), null);

    const many = Array.from({ length: 2_000 }, (_, n) => String(10_000 + n));
    assert.deepEqual(idsOf(await book.source.changedSince({ ...since, organisations: many })), []);
    const page = await book.source.changedSince({ ...since, organisations: [...many, '100'] });
    assert.ok(idsOf(page).includes(id));
  });

  it('finds the open tasks of all forms in one question, with the ids of their bills', async () => {
    const id = await book.order('31');
    await book.run('Submit', form, { Ids: id });
    const source = book.sourceOf();
    await source.openTasks(source.forms);
    const calls = await book.callsOf(async () => {
      const tasks = await source.openTasks(source.forms);
      const task = tasks.find(({ documentId }) => documentId === id);
      assert.equal(task?.form, form);
      assert.notEqual(task.node, '');
      assert.notEqual(task.approver.userId, '');
    });
    assert.deepEqual(calls, ['ExecuteBillQuery']);
  });

  for (const [workflowForms, found] of [
    ['assignments-only', true],
    ['none', false],
  ] as const) {
    it(`lives with a version whose workflow forms are: ${workflowForms}`, async () => {
      const id = await book.order('32');
      await book.run('Submit', form, { Ids: id });
      await book.control('PUT', 'control/switches', { workflowForms });
      try {
        const tasks = await book.sourceOf().openTasks([form]);
        assert.equal(
          tasks.some(({ documentId }) => documentId === id),
          found,
        );
      } finally {
        await book.control('PUT', 'control/switches', { workflowForms: 'all' });
      }
    });
  }
});
