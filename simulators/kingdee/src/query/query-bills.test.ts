import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, control, post, signedHeaders, statusOf, TestClient } from '../testing/client.js';

let simulator: KingdeeSimulator;
let client: TestClient;

/** Four orders with the letters a to d in their note; b has two lines. */
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
  await client.saveOrder('10.00', { F_PAEZ_Remark: "a it's", FBillNo: 'T-A', FDate: '2026-01-01' });
  const line = { FMaterialId: { FNumber: 'MAT002' }, FQty: 2 };
  await client.saveOrder('0', {
    F_PAEZ_Remark: 'b',
    FBillNo: 'T-B',
    FDate: '2026-01-02',
    FPOOrderEntry: [
      { ...line, FTaxPrice: '0.1', FGiveAway: true },
      { ...line, FTaxPrice: '12345678901.23' },
    ],
  });
  await client.saveOrder('50000.01', { F_PAEZ_Remark: 'c', FBillNo: 't-c', FDate: '2026-01-03' });
  await client.saveOrder('50000', { F_PAEZ_Remark: 'D_100%', FBillNo: 'T-D', FDate: '2026-01-04' });
  await client.call('Submit', 'PUR_PurchaseOrder', { Numbers: ['T-D'] });
});
after(() => simulator.close());

const orders = { FormId: 'PUR_PurchaseOrder', FieldKeys: 'FBillNo', OrderString: 'FDate' };

async function found(filter: unknown): Promise<unknown[]> {
  const where = typeof filter === 'string' ? `(${filter}) and FBillNo like 'T-%'` : filter;
  return (await client.query({ ...orders, FilterString: where })).flat();
}

describe('FilterString', () => {
  const cases: { filter: string; want: string[] }[] = [
    { filter: "FBillNo='T-A'", want: ['T-A'] },
    { filter: "fbillno = 't-a'", want: ['T-A'] },
    { filter: "FBillNo<>'T-A' and FBillNo != 'T-D'", want: ['T-B', 't-c'] },
    { filter: "F_PAEZ_Remark = 'a it''s'", want: ['T-A'] },
    { filter: 'FBillAllAmount>50000', want: ['T-B', 't-c'] },
    { filter: "FBillAllAmount >= '50000'", want: ['T-B', 't-c', 'T-D'] },
    { filter: 'FBillAllAmount<50000 and FBillAllAmount>-1', want: ['T-A'] },
    { filter: "FDate>='2026-01-02' and FDate<'2026-01-04'", want: ['T-B', 't-c'] },
    {
      filter: "FDate between {ts'2026-01-02 00:00:00'} and '2026-01-03T00:00:00'",
      want: ['T-B', 't-c'],
    },
    { filter: "FDate not between '2026-01-02' and '2026-01-03'", want: ['T-A', 'T-D'] },
    { filter: "FSupplierId.FNumber = 'VEN001' and FDate='2026-01-01'", want: ['T-A'] },
    { filter: "FSupplierId.FName like N'%轴承%' and FDate='2026-01-01'", want: ['T-A'] },
    { filter: "FBillNo in ('T-A','T-C', 'nothing')", want: ['T-A', 't-c'] },
    { filter: "FBillNo not in ('T-A')", want: ['T-B', 't-c', 'T-D'] },
    { filter: "F_PAEZ_Remark like '_'", want: ['T-B', 't-c'] },
    { filter: "F_PAEZ_Remark not like '[bc]'", want: ['T-A', 'T-D'] },
    { filter: "F_PAEZ_Remark like 'D[_]100[%]'", want: ['T-D'] },
    { filter: 'FPurchaserId is null', want: ['T-A', 'T-B', 't-c', 'T-D'] },
    { filter: "FPurchaseDeptId is not null and not FDocumentStatus = 'A'", want: ['T-D'] },
    { filter: 'FPurchaserId <> 5 or FPurchaserId = 5', want: [] },
    { filter: "not (FDocumentStatus='A' or FBillNo='T-D')", want: [] },
    { filter: "FBillNo='T-A' or FBillNo='T-D' and FDocumentStatus='A'", want: ['T-A'] },
    { filter: "(FBillNo='T-A' or FBillNo='T-D') and FDocumentStatus='A'", want: ['T-A'] },
    { filter: "FGiveAway='1'", want: ['T-B'] },
    { filter: "[FBillNo] = 'T-A' and 1=1", want: ['T-A'] },
    { filter: "FCreateDate <= FModifyDate AND FBillNo='T-A'", want: ['T-A'] },
    { filter: 'FPOOrderEntry_FSeq = 2', want: ['T-B'] },
  ];
  for (const { filter, want } of cases) {
    it(`${filter} finds ${want.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(await found(filter), want);
    });
  }

  it('may be an array', async () => {
    const item = (
      Left: string,
      FieldName: string,
      Compare: string,
      Value: string,
      Right: string,
      Logic: number,
    ): object => ({ Left, FieldName, Compare, Value, Right, Logic });
    const filter = [
      item('(', 'FBillNo', '67', 'T-A', '', 1),
      item('', 'F_PAEZ_Remark', '67', 'c', ')', 0),
      item('', 'FDate', '>=', '2026-01-02', '', 0),
    ];
    assert.deepEqual(await found(filter), ['t-c']);
  });

  const refused: { query: Record<string, unknown>; code: number; message: RegExp }[] = [
    { query: { FilterString: "FNope='1'" }, code: 9, message: /^元数据中标识为FNope的字段不存在$/ },
    { query: { FieldKeys: 'FBillNo,FCustId' }, code: 9, message: /FCustId/ },
    { query: { FieldKeys: 'FSupplierId.FNope' }, code: 9, message: /FSupplierId\.FNope/ },
    { query: { FieldKeys: 'FBillNo.FNumber' }, code: 9, message: /FBillNo\.FNumber/ },
    { query: { FormId: 'BD_Supplier', FieldKeys: 'FID' }, code: 9, message: /FID/ },
    {
      query: { FormId: 'BD_Supplier', FieldKeys: 'FNumber', OrderString: 'FID' },
      code: 4,
      message: /^列名 'FID' 无效/,
    },
    { query: { FormId: 'X' }, code: 4, message: /^标识为“X”的业务对象不存在，或者被删除。$/ },
    { query: { FormId: '' }, code: 5, message: /表单标识为空/ },
    { query: { FieldKeys: ' ' }, code: 8, message: /查询字段/ },
    { query: { FilterString: 'FBillNo = ' }, code: 4, message: /“结尾”附近/ },
    { query: { FilterString: "FBillNo = 'a' FDate" }, code: 4, message: /“FDate”附近/ },
    { query: { FilterString: "FBillNo = 'open" }, code: 4, message: /语法错误/ },
    { query: { FilterString: "(FBillNo='a'" }, code: 4, message: /语法错误/ },
    { query: { FilterString: "FDate > 'soon'" }, code: 4, message: /soon/ },
    { query: { FilterString: "FBillAllAmount > 'much'" }, code: 4, message: /much/ },
    { query: { FilterString: '('.repeat(200) }, code: 4, message: /语法错误/ },
    {
      query: { FilterString: [{ FieldName: 'FBillNo', Compare: '9999', Value: '' }] },
      code: 8,
      message: /9999/,
    },
    { query: { OrderString: 'FDate sideways' }, code: 4, message: /sideways/ },
  ];
  for (const { query, code, message } of refused) {
    it(`${JSON.stringify(query).slice(0, 70)} is refused with MsgCode ${String(code)} inside [[ ]]`, async () => {
      const [[reply]] = (await client.query({ ...orders, ...query })) as [[unknown]];
      const status = statusOf(reply);
      assert.equal(status.MsgCode, code);
      assert.match(status.Errors[0]?.Message ?? '', message);
    });
  }
});

describe('ExecuteBillQuery', () => {
  const mine = "FBillNo like 'T-%'";

  it('multiplies lines by the rows of an entry and keeps the order of the columns', async () => {
    const rows = await client.query({
      FormId: 'PUR_PurchaseOrder',
      FieldKeys: 'FPOOrderEntry_FSeq,FBillNo,FMaterialId.FNumber,FGiveAway',
      FilterString: "FBillNo in ('T-A','T-B')",
      OrderString: 'FBillNo desc, FPOOrderEntry_FSeq DESC',
    });
    assert.deepEqual(rows, [
      [2, 'T-B', 'MAT002', false],
      [1, 'T-B', 'MAT002', true],
      [1, 'T-A', 'MAT001', false],
    ]);
  });

  it('keeps every digit of a decimal, with the database’s ten places', async () => {
    const data = {
      FormId: 'PUR_PurchaseOrder',
      FieldKeys: 'FAllAmount',
      FilterString: "FBillNo='T-B'",
    };
    assert.equal(await rawQuery(data), '[[0.2000000000],[24691357802.4600000000]]');
    await control(simulator, 'PUT', 'control/switches', { trimDecimals: true });
    assert.equal(await rawQuery(data), '[[0.2],[24691357802.46]]');
    await control(simulator, 'PUT', 'control/switches', { trimDecimals: false });
  });

  it('prints dates without zone, references as ids, and what is missing as null', async () => {
    const row = await client.order(
      'T-A',
      'FDate,FSupplierId,FPurchaserId,FApproveDate,FDocumentStatus,FCloseStatus',
    );
    assert.deepEqual(row?.with(1, 0), ['2026-01-01T00:00:00', 0, null, null, 'A', 'A']);
    assert.equal(typeof row[1], 'number');
  });

  const pages: { name: string; page: Record<string, number>; want: string[] }[] = [
    { name: 'Limit cuts', page: { Limit: 2 }, want: ['T-A', 'T-B'] },
    { name: 'StartRow skips', page: { StartRow: 1, Limit: 2 }, want: ['T-B', 't-c'] },
    { name: 'StartRow beyond the end gives nothing', page: { StartRow: 9 }, want: [] },
    {
      name: 'TopRowCount is an absolute end row',
      page: { StartRow: 2, Limit: 2, TopRowCount: 3 },
      want: ['t-c'],
    },
    {
      name: 'TopRowCount before StartRow gives nothing',
      page: { StartRow: 2, Limit: 2, TopRowCount: 2 },
      want: [],
    },
    {
      name: 'zeros mean no bound',
      page: { StartRow: 0, Limit: 0, TopRowCount: 0 },
      want: ['T-A', 'T-B', 't-c', 'T-D'],
    },
  ];
  for (const { name, page, want } of pages) {
    it(name, async () => {
      const rows = await client.query({ ...orders, FilterString: mine, ...page });
      assert.deepEqual(rows.flat(), want);
    });
  }

  it('cuts silently at the site’s cap', async () => {
    await control(simulator, 'PUT', 'control/switches', { queryRowsMax: 3 });
    const rows = await client.query({ ...orders, FilterString: mine, Limit: 10_000 });
    await control(simulator, 'PUT', 'control/switches', { queryRowsMax: 2000 });
    assert.deepEqual(rows.flat(), ['T-A', 'T-B', 't-c']);
  });

  it('shows one account book nothing of the other', async () => {
    const other = new TestClient(simulator, 1);
    assert.deepEqual(await other.query({ ...orders, FilterString: mine }), []);
    const [[name]] = (await other.query({
      FormId: 'BD_Supplier',
      FieldKeys: 'FName',
      FilterString: "FNumber='VEN001'",
    })) as [[string]];
    assert.equal(name, '深圳华强元器件有限公司');
  });

  it('knows the user Administrator as 16394 and the organisation 100 as 1', async () => {
    const users = await client.query({
      FormId: 'SEC_User',
      FieldKeys: 'FUserID',
      FilterString: "FName='Administrator'",
    });
    const organisations = await client.query({
      FormId: 'ORG_Organizations',
      FieldKeys: 'FOrgID',
      FilterString: "FNumber='100'",
    });
    assert.deepEqual([users, organisations], [[[16_394]], [[1]]]);
  });

  it('finds people with their department through the post', async () => {
    const rows = await client.query({
      FormId: 'BD_Empinfo',
      FieldKeys: 'FNumber,FName,FMobile,FPostDept.FName,FUserId.FName',
      FilterString: "FMobile in ('13800001002','13800001006')",
      OrderString: 'FNumber',
    });
    assert.deepEqual(rows, [
      ['HD002', '王芳', '13800001002', '采购部', 'wangfang'],
      ['HD006', '孙伟', '13800001006', '仓储部', null],
    ]);
  });
});

describe('BillQuery', () => {
  it('answers with objects named by the keys as asked', async () => {
    const reply = await client.call('BillQuery', {
      FormId: 'PUR_PurchaseOrder',
      FieldKeys: 'fbillno,FSupplierId.FNumber',
      FilterString: "FBillNo='T-A'",
    });
    assert.deepEqual(reply, [{ fbillno: 'T-A', 'FSupplierId.FNumber': 'VEN001' }]);
  });
});

async function rawQuery(data: unknown): Promise<string> {
  const headers = signedHeaders(account(simulator));
  return (await post(simulator, 'ExecuteBillQuery', JSON.stringify({ data }), headers)).text;
}
