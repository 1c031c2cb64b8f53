import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, post, signedHeaders, statusOf, TestClient } from '../testing/client.js';

const stubs = 'Kingdee.BOS.WebApi.ServicesStub';

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

async function call(service: string, body: object): Promise<unknown> {
  const headers = signedHeaders(account(simulator));
  const { status, json, text } = await post(simulator, service, JSON.stringify(body), headers);
  assert.equal(status, 200, text);
  return json;
}

describe('a custom service', () => {
  it('tells the stock, with its assembly in the path and the body as one object or a list', async () => {
    const service =
      'Kingdee.K3.SCM.WebApi.ServicesStub.InventoryQueryService.GetInventoryData,Kingdee.K3.SCM.WebApi.ServicesStub';
    const rows = await client.query({
      FormId: 'STK_Inventory',
      FieldKeys: 'FStockId.FNumber,FMaterialId.FNumber,FBaseQty',
      OrderString: 'FID',
    });
    const [stock, material, quantity] = rows[0] ?? [];
    const asked = { fstocknumbers: stock, fmaterialnumbers: material, pageindex: 1, pagerows: 1 };
    for (const body of [asked, { parameters: [asked] }, { data: JSON.stringify(asked) }]) {
      const reply = (await call(service, body)) as {
        success: boolean;
        data: { fstocknumber: string; fmaterialnumber: string; fbaseqty: number }[];
      };
      assert.equal(reply.success, true);
      assert.equal(reply.data.length, 1);
      const [first] = reply.data;
      assert.deepEqual(
        [first?.fstocknumber, first?.fmaterialnumber, first?.fbaseqty],
        [stock, material, quantity],
      );
    }
  });

  it('tells what is left of budgets', async () => {
    const service =
      'Kingdee.K3.FIN.BM.App.Core.WebAPI.BudgetWebAPI.GetBudgetBalance,Kingdee.K3.FIN.BM.App.Core';
    const rows = await client.query({ FormId: 'BM_BudgetBalance', FieldKeys: 'FBalance' });
    const reply = (await call(service, {})) as { data: { Balance: number }[] };
    assert.deepEqual(
      reply.data.map(({ Balance }) => [Balance]),
      rows,
    );
  });

  it('tells a post’s superior, and the organisations with their departments', async () => {
    const superiors = await call(`${stubs}.StaffPostService.GetSuperior`, {
      postNumber: '采购员',
      useOrgId: 1,
    });
    assert.deepEqual(
      (superiors as { UserName: string }[]).map(({ UserName }) => UserName),
      ['wangfang'],
    );
    const organisations = (await call(`${stubs}.OrganizationService.GetOrganizationAndDepartmets`, {
      localeId: 2052,
    })) as { Number: string; Departments: { Number: string }[] }[];
    const [first] = organisations;
    assert.deepEqual([first?.Number, first?.Departments[0]?.Number], ['100', 'BM01']);
  });
});

describe('SendMsg', () => {
  it('sends to users by name and by id, and says which message could not go', async () => {
    const status = await client.status('SendMsg', {
      Model: [
        { FTitle: '到货', FContent: '请收货', FReceivers: 'wangfang, 16394', FType: '1' },
        { FTitle: '无人', FContent: '', FReceivers: 'nobody', FType: '0' },
      ],
    });
    assert.deepEqual([status.MsgCode, status.Errors.map(({ DIndex }) => DIndex)], [9, [1]]);
    const sent = simulator.journal.after(0, Infinity).filter(({ kind }) => kind === 'message.sent');
    assert.deepEqual(
      sent.map(({ data }) => [data['title'], data['receivers']]),
      [['到货', ['wangfang', 'Administrator']]],
    );
  });
});

describe('GetSysReportData', () => {
  interface ReportReply {
    readonly Result: {
      readonly IsSuccess: boolean;
      readonly RowCount: number;
      readonly Rows: string[][];
    };
  }

  it('balances what is owed per counterparty over the audited bills, and totals it', async () => {
    const keys = 'FCONTACTUNITNUMBER,FENDAMOUNTFOR';
    const read = async (): Promise<ReportReply['Result']> =>
      (
        (await client.call('GetSysReportData', 'AP_SumReport', {
          FieldKeys: keys,
          Limit: 10_000,
          Model: { FCURRENCYNUMBER: 'PRE001' },
        })) as ReportReply
      ).Result;
    const owed = (rows: string[][], supplier: string): number =>
      Number(rows.find(([number]) => number === supplier)?.[1] ?? 0);
    const before = await read();
    const model = {
      FSUPPLIERID: { FNumber: 'VEN001' },
      FEntityDetail: [{ FMATERIALID: { FNumber: 'MAT001' }, FPriceQty: 1, FTaxPrice: '12.34' }],
    };
    const saved = statusOf(await client.call('Save', 'AP_Payable', { Model: model }));
    const named = { Ids: String(saved.SuccessEntitys[0]?.Id) };
    assert.equal((await client.status('Submit', 'AP_Payable', named)).IsSuccess, true);
    assert.deepEqual(await read(), before);
    await client.call('Audit', 'AP_Payable', { ...named, IsVerifyProcInst: 'false' });
    const after = await read();
    const grown = owed(after.Rows, 'VEN001') - owed(before.Rows, 'VEN001');
    assert.equal(grown.toFixed(2), '12.34');
    assert.equal(after.IsSuccess, true);
    assert.equal(after.RowCount, after.Rows.length);
    assert.equal(after.Rows.at(-1)?.[0], '');
    const sum = after.Rows.slice(0, -1).reduce((total, row) => total + Number(row[1]), 0);
    assert.equal(sum.toFixed(2), after.Rows.at(-1)?.[1]);
  });

  it('cuts pages, takes conditions, and refuses what it does not know', async () => {
    const page = (await client.call('GetSysReportData', 'AR_SumReport', {
      FieldKeys: 'FENDAMOUNTFOR',
      StartRow: 1,
      Limit: 1,
    })) as ReportReply;
    assert.equal(page.Result.Rows.length, 1);
    const one = (await client.call('GetSysReportData', 'AP_SumReport', {
      FieldKeys: 'FCONTACTUNITNUMBER',
      Model: { FCONTACTUNITNUMBER: 'VEN001' },
    })) as ReportReply;
    assert.deepEqual(one.Result.Rows[0], ['VEN001']);
    const named = { FieldKeys: 'FNoSuch' };
    assert.equal((await client.status('GetSysReportData', 'AP_SumReport', named)).MsgCode, 9);
    assert.equal((await client.status('GetSysReportData', 'NO_REPORT', {})).MsgCode, 4);
  });
});

describe('the smaller methods', () => {
  it('answer with what they are for', async () => {
    type Reply = { Result: { ResponseStatus: { IsSuccess: boolean }; NeedReturnData: unknown } };
    const symbols = (await client.call('GetFilterSymbolList', {})) as Reply;
    const list = symbols.Result.NeedReturnData as { Id: string; Name: string }[];
    assert.ok(list.some(({ Id, Name }) => Id === '67' && Name === '等于'));
    const parameters = (await client.call('LoadSysParameter', {})) as Reply;
    assert.deepEqual(parameters.Result.NeedReturnData, { QueryRowsMax: 2000, BatchBillsMax: 1000 });
    const rows = await client.call('ExecuteBillListQuery', {
      FormId: 'BD_Currency',
      FieldKeys: 'FCODE',
      FilterString: "FNumber='PRE001'",
    });
    assert.deepEqual(rows, [{ FCODE: 'CNY' }]);
  });
});
