import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { standardOf } from '@hub/simulator-kit';
import { switchBoard } from './switches.js';
import { RawClient } from './testing/raw-client.js';

let client: RawClient;
before(async () => {
  client = await RawClient.start();
});
beforeEach(async () => {
  await client.switch(standardOf(switchBoard));
  client.token = await client.open();
});
after(() => client.close());

const seeded = ['POORD000001', 'POORD000002', 'POORD000003'];

/** The second order that every account set begins with, by the fields most clients ask for. */
const asked = {
  Top: '100',
  PageSize: '10',
  PageIndex: '1',
  SelectPage: '2',
  Fields: 'FBillNo,FSupplyID,FAllAmount,FDate',
  Filter: "[FBillNO] = 'POORD000002'",
  OrderBy: '[FBillNO] asc',
};

async function numbersOf(data: object): Promise<readonly string[]> {
  const { Data } = await client.call('PO/GetList', { Fields: 'FBillNo', ...data });
  return (Data as { Data: { FBillNo: string }[] }).Data.map(({ FBillNo }) => FBillNo);
}

describe('a token', () => {
  it('is handed out for a code by GET and by POST, and tells how long it lives', async () => {
    const code = client.simulator.accounts[0]?.authorityCode ?? '';
    for (const answer of [
      await client.get(`Token/Create?authorityCode=${code}`),
      await client.post('token/create', `authorityCode=${code}`),
      await client.post('Token/Create/', JSON.stringify({ authorityCode: code })),
    ]) {
      assert.equal(answer.StatusCode, 200);
      const { Token, Code, Validity } = answer.Data as Record<string, unknown>;
      assert.match(String(Token), /^[0-9A-F]{80}$/);
      assert.deepEqual([Code, Validity], ['Y', 3600]);
    }
  });

  it('is not handed out for a wrong code', async () => {
    const { http, StatusCode, Data } = await client.get('Token/Create?authorityCode=nonsense');
    assert.deepEqual([http, StatusCode, Data], [200, 401, { Code: 'N' }]);
  });

  it('is taken in any letter case unless the site insists on the documented one', async () => {
    const body = JSON.stringify({ Data: asked });
    assert.equal((await client.post(`PO/GetList?token=${client.token}`, body)).StatusCode, 200);
    await client.switch({ tokenParameter: 'as-documented' });
    assert.equal((await client.post(`PO/GetList?token=${client.token}`, body)).StatusCode, 401);
    assert.equal((await client.post(`PO/GetList?Token=${client.token}`, body)).StatusCode, 200);
  });

  it('runs out after its time and opens its own account set only', async () => {
    const other = await client.open(1);
    await client.call('Material/Save', { FNumber: 'ONLY.HERE', FName: '仅华东' });
    const found = await client.post(
      `Material/GetDetail?Token=${other}`,
      JSON.stringify({ Data: { FNumber: 'ONLY.HERE' } }),
    );
    assert.equal(found.StatusCode, 404);
    client.simulator.clock.shift(3_600_000);
    assert.equal((await client.call('PO/GetList', asked)).StatusCode, 401);
    client.simulator.clock.shift(-3_600_000);
  });
});

describe('what a call carries', () => {
  const bodies = [
    ['Data as JSON', JSON.stringify({ Data: asked }), 'application/json'],
    ['data in lower case as text/json', JSON.stringify({ data: asked }), 'text/json'],
    [
      'Data as a text that holds JSON',
      JSON.stringify({ Data: JSON.stringify(asked) }),
      'text/json',
    ],
    [
      'a form field',
      `Data=${encodeURIComponent(JSON.stringify(asked))}`,
      'application/x-www-form-urlencoded',
    ],
    ['other keys beside it', JSON.stringify({ Data: asked, GetProperty: false }), 'text/plain'],
  ] as const;
  for (const [what, body, contentType] of bodies) {
    it(`may be ${what}`, async () => {
      const path = `po/getlist?Token=${client.token}`;
      const { StatusCode, Data } = await client.post(path, body, contentType);
      assert.equal(StatusCode, 200);
      const row = {
        FBillNo: 'POORD000002',
        FSupplyID: '苏州恒力轴承有限公司',
        FAllAmount: 63500.5,
      };
      const [found] = (Data as { Data: object[] }).Data;
      assert.deepEqual({ ...found, FDate: undefined }, { ...row, FDate: undefined });
    });
  }

  it('is refused by name when it is missing or no JSON', async () => {
    const path = `PO/GetList?Token=${client.token}`;
    const [empty, broken] = [await client.post(path, '{}'), await client.post(path, '{"Data":')];
    assert.deepEqual([empty.StatusCode, empty.Message], [400, '请求参数缺少Data']);
    assert.deepEqual([broken.StatusCode, broken.Message], [400, '请求内容不是JSON']);
  });
});

describe('GetList', () => {
  it('filters, orders, cuts and pages', async () => {
    const list = (data: object): Promise<readonly string[]> => numbersOf(data);
    const all = "[FBillNo] in ('POORD000001','POORD000002','POORD000003')";
    assert.deepEqual(await list({ Filter: all, OrderBy: '[FBillNo] desc' }), seeded.toReversed());
    assert.deepEqual(await list({ Filter: all, OrderBy: '[FBillNo] asc', Top: '2' }), [
      'POORD000001',
      'POORD000002',
    ]);
    const paged = { Filter: all, OrderBy: '[FBillNo]', PageSize: '2', PageIndex: '2' };
    assert.deepEqual(await list(paged), ['POORD000003']);
    assert.deepEqual(
      await list({
        Filter: "1=1 and [FSupplyID] = 'VEN001' and [FAllAmount] between 900 and 1000",
      }),
      ['POORD000003'],
    );
    assert.deepEqual(await list({ Filter: "[FBillNo] like '%0002' and not [FStatus] <> 1" }), [
      'POORD000002',
    ]);
  });

  it('names what it cannot read', async () => {
    const field = await client.call('PO/GetList', { Fields: 'FBillNo,FNonsense' });
    assert.deepEqual([field.StatusCode, field.Message], [500, "PO: 列名 'FNonsense' 无效。"]);
    const filter = await client.call('PO/GetList', { Fields: 'FBillNo', Filter: '[FDate] >=' });
    assert.deepEqual([filter.StatusCode, filter.Message], [500, '过滤条件“结尾”附近有语法错误']);
  });

  it('lays rows out as the site does', async () => {
    const row = { FBillNo: 'POORD000002' };
    const layouts = [
      ['data-data', { Data: [row] }],
      ['data-DATA', { DATA: [row] }],
      ['data-pages', { Page1: [row] }],
      ['data-array', [row]],
    ] as const;
    for (const [listLayout, wanted] of layouts) {
      await client.switch({ listLayout });
      const { Data } = await client.call('PO/GetList', { ...asked, Fields: 'FBillNo' });
      assert.deepEqual(Data, wanted);
    }
  });

  it('prints references, days and decimals as the site does, and never loses a digit', async () => {
    const price = '12345678901234.567890';
    const { Data } = await client.call('PO/Save', {
      Page1: [{ FSupplyID: { FNumber: 'VEN002', FName: '' }, FDate: '2026-03-01' }],
      Page2: [{ FItemID: { FNumber: '01.01.0001' }, FAuxQty: '1', FAllAmount: price }],
    });
    const list = { ...asked, Filter: `[FBillNo]='${(Data as { BillNo: string }).BillNo}'` };
    await client.switch({ listReferences: 'object', times: 'blank', decimals: 'text' });
    const answer = await client.call('PO/GetList', list);
    const [{ FBillNo, ...row } = { FBillNo: '' }] = (
      answer.Data as { Data: Record<string, unknown>[] }
    ).Data;
    assert.notEqual(FBillNo, '');
    assert.deepEqual(row, {
      FSupplyID: { FNumber: 'VEN002', FName: '宁波永固紧固件厂' },
      FAllAmount: '12345678901234.56789',
      FDate: '2026-03-01 00:00:00',
    });
  });
});

describe('the life of a bill', () => {
  const order = {
    Page1: [{ FSupplyID: { FNumber: 'VEN001', FName: '' }, FBillerID: { FNumber: 'lixiaomei' } }],
    Page2: [
      { FItemID: { FNumber: '01.01.0001', FName: '' }, FAuxQty: 3, FAuxTaxPrice: '28666.70' },
    ],
    Page3: [],
  };

  async function detailOf(FBillNo: string): Promise<Record<string, unknown>> {
    const { Data } = await client.call('PO/GetDetail', { FBillNo });
    return (Data as { Page1: Record<string, unknown>[] }).Page1[0] ?? {};
  }

  it('goes from saving over auditing and back to deletion, each told in the journal', async () => {
    const saved = await client.call('PO/Save', order);
    const { BillInterID, BillNo } = saved.Data as { BillInterID: number; BillNo: string };
    assert.equal(typeof BillInterID, 'number');
    const check = (direction: number): Promise<{ StatusCode: number; Message: string }> =>
      client.call('PO/CheckBill', {
        FBillNo: BillNo,
        FChecker: '王芳',
        FCheckDirection: direction,
        FDealComment: '同意',
      });
    assert.equal((await check(1)).StatusCode, 200);
    const { FStatus, FCheckerID } = await detailOf(BillNo);
    assert.deepEqual([FStatus, FCheckerID], [1, { FNumber: 'wangfang', FName: '王芳' }]);

    assert.equal((await check(1)).Message, '单据已审核或已作废，不能审核');
    const removed = await client.call('PO/Delete', { FBillNo: BillNo });
    assert.equal(removed.Message, '单据已审核或已作废，不能删除');
    assert.equal((await check(2)).StatusCode, 200);
    assert.deepEqual((await client.call('PO/Delete', { FBillNo: BillNo })).Data, [
      { FStatus: true, FNumber: BillNo },
    ]);
    assert.equal((await client.call('PO/GetDetail', { FBillNo: BillNo })).StatusCode, 404);
    const told = client.simulator.journal
      .after(0, Infinity)
      .filter(({ data }) => data['number'] === BillNo)
      .map(({ data }) => data['operation']);
    assert.deepEqual(told, ['save', 'audit', 'unaudit', 'delete']);
  });

  it('tells a refused row the way the site does', async () => {
    const material = { FNumber: 'TWICE', FName: '重复' };
    await client.call('Material/Save', material);
    const failed = [{ FStatus: false, FItemID: 0, FMessage: '物料编号“TWICE”已经存在' }];
    const first = await client.call('Material/Save', material);
    assert.deepEqual([first.StatusCode, first.Data], [200, failed]);
    await client.switch({ rowFailureStatus: 201 });
    const second = await client.call('Material/Save', material);
    assert.deepEqual([second.StatusCode, second.Message, second.Data], [201, 'Faild', failed]);
  });

  it('updates base data and bills by their number', async () => {
    await client.call('Material/Save', { FNumber: 'UPD', FName: '旧名' });
    await client.call('Material/Update', { FNumber: 'UPD', Data: { FName: '新名' } });
    const { Data } = await client.call('Material/GetDetail', { FNumber: 'UPD' });
    const [record] = Data as { FNumber: string; Data: { FName: string } }[];
    assert.deepEqual([record?.FNumber, record?.Data.FName], ['UPD', '新名']);
  });

  it('has a template of every object and takes vouchers', async () => {
    for (const object of [
      'PO',
      'Bill1000004',
      'Bill1000002',
      'Purchase_Receipt',
      'Transfer',
      'BOM',
    ]) {
      const { Data } = await client.get(`${object}/GetTemplate?Token=${client.token}`);
      const { Page1, Page2 } = Data as { Page1: object[]; Page2: object[] };
      assert.deepEqual([object, Page1.length, Page2.length], [object, 1, 1]);
    }
    const voucher = {
      Year: 2026,
      Period: 3,
      Group: '记',
      Number: 0,
      Reference: 'K',
      Preparer: 'NONE',
    };
    const body = { Data: { Replace: 'false', Voucher: voucher } };
    const path = `VoucherData/UpdateVoucher?token=${client.token}`;
    const { StatusCode, Data } = await client.post(path, JSON.stringify(body));
    assert.equal(StatusCode, 200);
    assert.match(String(Data), /^凭证保存成功，内码：\d+$/);
  });
});

describe('faults', () => {
  it('strike the call they are aimed at, once', async () => {
    const faults = async (order: object): Promise<void> => {
      await client.control('POST', 'faults', order);
    };
    await faults({
      kind: 'status',
      target: 'PO/GetList',
      params: { statusCode: 500, message: '忙' },
    });
    assert.equal((await client.call('Material/GetList', { Fields: 'FNumber' })).StatusCode, 200);
    assert.equal((await client.call('PO/GetList', asked)).Message, '忙');
    await faults({ kind: 'http', target: 'GetList', params: { status: 503 } });
    assert.equal((await client.call('PO/GetList', asked)).http, 503);
    await faults({ kind: 'token-loss', target: '*' });
    assert.equal((await client.call('PO/GetList', asked)).StatusCode, 401);
    client.token = await client.open();
    await faults({ kind: 'reply-lost', target: 'Save' });
    await assert.rejects(client.call('Material/Save', { FNumber: 'LOST', FName: '丢失' }));
    assert.equal((await client.call('Material/GetDetail', { FNumber: 'LOST' })).StatusCode, 200);
  });

  it('leave nothing behind for a path that does not exist', async () => {
    assert.equal((await client.get('PO/GetList/x')).http, 404);
    assert.equal((await client.call('Nonsense/GetList', asked)).StatusCode, 404);
    assert.equal((await client.call('PO/Nonsense', asked)).StatusCode, 404);
  });
});
