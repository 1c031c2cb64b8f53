import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ChangedSince, SourceDocument } from '@hub/source';
import { faultOf, printedCode } from '../testing/client-of.js';
import type { ControlledBill } from '../testing/control-of.js';
import { cosmicOrder, CosmicRig, everything, idsOf, orderObject } from '../testing/cosmic-rig.js';
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

describe('in the order of change', () => {
  for (const totalCount of [true, false]) {
    it(`every bill comes once, whatever order the query has; counted: ${String(totalCount)}`, async () => {
      await rig.control.switch({ totalCount });
      const first = question();
      const made = await rig.orders(100, 7);
      const documents = await everything(rig.source({ pageSize: 10 }), first);
      assert.deepEqual(idsOf(documents), idsOf(made.map(({ id }) => ({ documentId: id }))));
    });
  }

  it('a second with more bills than a page comes whole, by id', async () => {
    const first = question();
    const made = await rig.orders(35, 35);
    rig.erp.clock.shift(5000);
    const [later] = await rig.orders(1, 1);
    const documents = await everything(rig.source({ pageSize: 10 }), first);
    assert.deepEqual(idsOf(documents), [...made.map(({ id }) => id), later?.id]);
    const behind = { ...first, afterId: made[33]?.id ?? '' };
    const rest = await everything(rig.source({ pageSize: 10 }), behind);
    assert.deepEqual(idsOf(rest), [made[34]?.id, later?.id]);
  });

  it('a bill that changes between two pages is seen as it became, and none is passed over', async () => {
    const first = question();
    const made = await rig.orders(60, 4);
    const moves = [made[0], made.at(-1), made[30]];
    const documents = await everything(rig.source({ pageSize: 10 }), first, async (page) => {
      const bill = moves[page];
      rig.erp.clock.shift(1000);
      if (bill !== undefined) await rig.control.operate(orderObject, bill.number, 'submit');
    });
    const latest = new Map(documents.map((one) => [one.documentId, one.step]));
    assert.deepEqual([...latest.keys()].toSorted(), made.map(({ id }) => id).toSorted());
    assert.deepEqual(
      moves.map((bill) => latest.get(bill?.id ?? '')),
      ['SUBMITTED', 'SUBMITTED', 'SUBMITTED'],
    );
  });

  it('one call tells that nothing changed, and whether something was committed late', async () => {
    const start = rig.second();
    const made = await rig.orders(4, 1, start);
    const source = rig.source();
    const calls = await rig.callsOf(async () => {
      rig.erp.clock.shift(10_000);
      assert.deepEqual((await source.changedSince(question())).documents, []);
    });
    assert.deepEqual(calls, ['getToken', `${orderObject}/query`]);
    const until = { modifiedAt: start + 3000, documentId: made[3]?.id ?? '' };
    const stretch = { form, organisations: ['100'], modifiedFrom: start, until };
    assert.deepEqual(
      [await source.hasMoreThan(stretch, 4), await source.hasMoreThan(stretch, 3)],
      [false, true],
    );
  });

  it('a stretch has its end included', async () => {
    const first = question();
    const made = await rig.orders(6, 2, first.modifiedFrom);
    const until = { modifiedAt: first.modifiedFrom + 1000, documentId: made[2]?.id ?? '' };
    const page = await rig.source().changedSince({ ...first, until });
    assert.deepEqual(
      idsOf(page.documents),
      made.slice(0, 3).map(({ id }) => id),
    );
    assert.equal(page.next, null);
  });
});

describe('what is open and what is due', () => {
  it('open bills come by id, closed and voided ones do not', async () => {
    const since = rig.second();
    const made = await rig.orders(30, 3);
    const done = async (index: number, ...operations: string[]): Promise<void> => {
      for (const operation of operations)
        await rig.control.operate(orderObject, made[index]?.number ?? '', operation);
    };
    await done(0, 'submit', 'audit', 'close');
    await done(1, 'cancel');
    await done(2, 'submit', 'audit');
    const asked = { form, organisations: ['100'], afterId: null, modifiedFrom: since };
    const { documents, next } = await rig.source({ pageSize: 10 }).open(asked);
    assert.deepEqual(
      idsOf(documents),
      made.slice(2).map(({ id }) => id),
    );
    assert.equal(next, null);
  });

  it('payables come by their due date, with what is still to be paid', async () => {
    const payable = (duedate: string, unsettleamount: string): Promise<ControlledBill> =>
      rig.control.create('ap_finapbill', {
        head: { org: '100', asstact: 'VEN001', duedate, unsettleamount },
        entries: { detailentry: [{ e_pricetaxtotal: '100.5' }] },
      });
    const [first] = [await payable('2026-05-01', '60.5'), await payable('2026-05-02', '0')];
    await payable('2026-05-03', '1');
    const at = (day: string): number => Date.parse(`${day}T00:00:00+08:00`);
    const asked = { form: 'AP_Payable', organisations: ['100'], afterId: null };
    const stretch = { ...asked, from: at('2026-05-01'), to: at('2026-05-03') };
    const page = await rig.source().due?.(stretch);
    const document = theOnly(page?.documents ?? []);
    assert.deepEqual(
      [document.documentId, document.dates['due'], document.amounts['open']?.amount.toFixed()],
      [first.id, at('2026-05-01'), '60.5'],
    );
    const other = await rig.source().due?.({ ...stretch, form });
    assert.deepEqual(other?.documents, []);
  });
});

describe('queries as sites publish them', () => {
  it('take parameters by the names that the source gives, and what else they want', async () => {
    await rig.control.switch({ filterIn: 'data', requiredParameters: true });
    const parameters = { changedFrom: 'modifytime_from', changedTo: 'modifytime_to', id: 'id' };
    const source = rig.source({ parameters, fixed: { billno: '*' }, pageSize: 10 });
    const first = question();
    const made = await rig.orders(25, 3);
    assert.deepEqual(
      idsOf(await everything(source, first)),
      made.map(({ id }) => id),
    );
    assert.equal((await read(source, made[4]?.id ?? '')).documentId, made[4]?.id);
    assert.equal(source.due, undefined);
  });

  it('that pass over conditions are found out instead of being believed', async () => {
    await rig.control.switch({ filterIn: 'data' });
    const error = await faultOf(rig.source().changedSince(question()));
    assert.equal(printedCode(error), 'KINGDEE_REFUSED');
    assert.match(error.message, /passes over the condition on modifytime; publish it/);
  });

  it('that want a parameter say so', async () => {
    await rig.control.switch({ requiredParameters: true });
    const error = await faultOf(rig.source().changedSince(question()));
    assert.equal(printedCode(error), 'KINGDEE_REFUSED');
    assert.match(error.message, /参数【billno】必填 \(errorCode 603\)/);
  });

  it('may be the site’s own', async () => {
    const source = rig.source({ forms: [{ form, path: 'yk70/pm/pm_purorderbill/query' }] });
    const { id } = await rig.control.create(orderObject, cosmicOrder('1'));
    assert.equal((await read(source, id)).documentId, id);
  });
});
