import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ChangedSince } from '@hub/source';
import { faultOf } from './testing/client-of.js';
import { failure } from './testing/scripted-erp.js';
import { fieldKeysOf, orderRow, ScriptedTables, taskRow } from './testing/scripted-tables.js';

const form = 'PUR_PurchaseOrder';
const since: ChangedSince = {
  form,
  organisations: ['100', "2'00"],
  modifiedFrom: Date.parse('2026-03-01T01:30:00.300Z'),
  afterId: null,
  until: null,
};

describe('what K3CloudSource says over the wire', () => {
  let erp: ScriptedTables;
  beforeEach(async () => {
    erp = await ScriptedTables.start(fieldKeysOf(orderRow));
  });
  afterEach(() => erp.close());

  it('asks for changes in server time, in the order of change, for the own organisations only', async () => {
    erp.rows = { [form]: () => [orderRow, { ...orderRow, FID: 100_187 }] };
    const { documents, next, rows } = await erp.source.changedSince({
      ...since,
      organisations: ['100', "2'00"],
    });
    assert.deepEqual(
      [documents.map(({ documentId }) => documentId), next, rows],
      [['100186', '100187'], null, 2],
    );
    const [asked] = erp.asked;
    assert.equal(
      asked?.FilterString,
      "FModifyDate>='2026-03-01T09:30:00.300' and FPurchaseOrgId.FNumber in ('100','2''00')",
    );
    assert.equal(asked.OrderString, 'FModifyDate, FID');
    assert.equal(asked.Limit, 2000);
  });

  it('goes on behind the last bill of the page before, up to the place it is told', async () => {
    const until = { modifiedAt: Date.parse('2026-03-01T02:00:00Z'), documentId: '100200' };
    await erp.source.changedSince({ ...since, organisations: ['100'], afterId: '100187', until });
    assert.equal(
      erp.asked[0]?.FilterString,
      "(FModifyDate>'2026-03-01T09:30:00.300' or (FModifyDate='2026-03-01T09:30:00.300' and FID>100187))" +
        " and (FModifyDate<'2026-03-01T10:00:00.000' or (FModifyDate='2026-03-01T10:00:00.000' and FID<=100200))" +
        " and FPurchaseOrgId.FNumber in ('100')",
    );
  });

  it('asks with one key and one row whether a stretch holds more', async () => {
    const until = { modifiedAt: since.modifiedFrom, documentId: '9' };
    await erp.source.hasMoreThan({ ...since, until }, 17);
    const [asked] = erp.asked;
    assert.deepEqual([asked?.FieldKeys, asked?.Limit], ['FID', 1]);
  });

  it('reads nothing without an organisation, rather than everybody', async () => {
    const error = await faultOf(erp.source.changedSince({ ...since, organisations: [] }));
    assert.equal(error.code, 'KINGDEE_REFUSED');
    assert.match(error.message, /kingdee\.organisations/);
    assert.equal(erp.asked.length, 0);
  });

  it('leaves a list of organisations out that would make the question too long, and sorts by itself', async () => {
    const organisations = Array.from({ length: 2_000 }, (_, n) => String(10_000 + n));
    erp.rows = { [form]: () => [orderRow] };
    const none = await erp.source.changedSince({ ...since, organisations });
    assert.doesNotMatch(erp.asked[0]?.FilterString ?? '', /FPurchaseOrgId/);
    assert.deepEqual(none.documents, []);
    const some = await erp.source.changedSince({
      ...since,
      organisations: [...organisations, '100'],
    });
    assert.equal(some.documents.length, 1);
  });

  it('looks into the approval history of bills to be reworked only, all at once, and once', async () => {
    const reworked = { ...orderRow, FDocumentStatus: 'D' };
    erp.rows = {
      [form]: () => [
        orderRow,
        { ...reworked, FID: 8 },
        { ...reworked, FID: 7, FBillNo: 'CGDD000007' },
      ],
      WF_AssignmentHisBill_ProcManage: () => [taskRow],
    };
    for (let poll = 0; poll < 2; poll += 1) {
      const { documents } = await erp.source.changedSince(since);
      assert.deepEqual(
        documents.map(({ step }) => step),
        ['SUBMITTED', 'REJECTED', 'WITHDRAWN'],
      );
    }
    assert.equal(
      erp.asked[1]?.FilterString,
      "FStatus='1' and FObjectTypeId in ('PUR_PurchaseOrder','PUR_PURCHASEORDER')" +
        " and FBILLNUMBER in ('CGDD000186','CGDD000007')",
    );
    assert.deepEqual(
      erp.asked.map(({ FormId }) => FormId),
      [form, 'WF_AssignmentBill_ProcManage', 'WF_AssignmentHisBill_ProcManage', form],
    );
  });

  it('parks a row by itself that is not what was asked for, and none when no row is', async () => {
    const bad = { ...orderRow, FID: 100_188, FBillAllAmount: { not: 'a scalar' } };
    erp.rows = { [form]: () => [orderRow, bad] };
    const page = await erp.source.changedSince(since);
    assert.deepEqual(
      page.documents.map(({ documentId }) => documentId),
      ['100186'],
    );
    assert.deepEqual(
      page.malformed.map(({ documentId, number, code }) => [documentId, number, code]),
      [['100188', 'CGDD000186', 'KINGDEE_MALFORMED']],
    );

    erp.rows = { [form]: () => [bad] };
    const fault = await faultOf(erp.source.changedSince(since));
    assert.deepEqual([fault.code, fault.retryable], ['KINGDEE_MALFORMED', true]);
  });

  it('leaves employees out who lead to no user of the ERP, and asks for that once', async () => {
    await erp.close();
    erp = await ScriptedTables.start([...fieldKeysOf(orderRow), 'FPurchaserId']);
    const usual = erp.erp.script;
    erp.erp.script = (call, response) =>
      call.body.includes('FPurchaserId')
        ? { body: `[[${failure(9, '元数据中标识为FUserId的字段不存在')}]]` }
        : usual(call, response);
    erp.rows = { [form]: () => [orderRow] };
    for (let poll = 0; poll < 2; poll += 1) {
      const { documents } = await erp.source.changedSince(since);
      assert.deepEqual(documents[0]?.people, {});
    }
    assert.equal(erp.erp.seen.filter(({ body }) => body.includes('FPurchaserId')).length, 1);
  });
});
