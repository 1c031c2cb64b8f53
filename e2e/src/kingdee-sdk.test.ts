import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SdkStage, status, value, type Status } from './testing/kingdee-sdk.js';

const order = 'PUR_PurchaseOrder';

const model = (price: string): object => ({
  FSupplierId: { FNumber: 'VEN001' },
  FPurchaseDeptId: { FNumber: 'BM01' },
  FPOOrderEntry: [{ FMaterialId: { FNumber: 'MAT001' }, FQty: 2, FTaxPrice: price }],
});

/** Kingdee's own client, unchanged from PyPI, says whether the simulator speaks Kingdee's protocol. */
describe('the vendor’s Python SDK at the simulator', () => {
  let sdk: SdkStage;
  before(async () => {
    sdk = await SdkStage.open();
  });
  after(() => sdk.close());

  it('lists the data centres without credentials', async () => {
    const [centres] = await sdk.run([['GetDataCenters']], { appSecret: 'wrong' });
    assert.deepEqual(
      (value(centres) as { Id: string }[]).map(({ Id }) => Id),
      sdk.simulator.accounts.map(({ acctId }) => acctId),
    );
  });

  it('signs in by headers and queries, as rows and as objects', async () => {
    const asked = {
      FormId: 'BD_Currency',
      FieldKeys: 'FNumber,FCODE',
      FilterString: "FNumber='PRE001'",
    };
    const [rows, objects, info] = await sdk.run([
      ['ExecuteBillQuery', asked],
      ['BillQuery', asked],
      ['QueryBusinessInfo', { FormId: order }],
    ]);
    assert.deepEqual(value(rows), [['PRE001', 'CNY']]);
    assert.deepEqual(value(objects), [{ FNumber: 'PRE001', FCODE: 'CNY' }]);
    const described = value(info) as {
      Result: { NeedReturnData: { Id: string; PkFieldName: string } };
    };
    assert.equal(described.Result.NeedReturnData.Id, order);
    assert.equal(described.Result.NeedReturnData.PkFieldName, 'FID');
    // The session of the first reply carries the later calls.
    assert.match(rows?.session ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(info?.session, rows?.session);
  });

  it('takes an order from its saving through the workflow to its audit and back', async () => {
    const replies = await sdk.run([
      [
        'Save',
        order,
        { Model: model('43000.005'), NeedReturnFields: ['FBillAllAmount'] },
        { as: 'saved' },
      ],
      ['View', order, { Id: '$saved.Result.Id' }],
      ['Submit', order, { Ids: '$saved.Result.Id' }],
      ['Audit', order, { Numbers: ['$saved.Result.Number'] }],
      [
        'WorkflowAudit',
        {
          FormId: order,
          Numbers: ['$saved.Result.Number'],
          UserId: 0,
          UserName: 'wangfang',
          ApprovalType: 1,
          Disposition: '同意',
        },
      ],
      [
        'WorkflowAudit',
        {
          FormId: order,
          Numbers: ['$saved.Result.Number'],
          UserId: 0,
          UserName: 'chenguoqiang',
          ApprovalType: 1,
        },
      ],
      [
        'ExecuteBillQuery',
        {
          FormId: order,
          FieldKeys: 'FDocumentStatus,FApproverId.FName',
          FilterString: [
            {
              Left: '',
              FieldName: 'FID',
              Compare: '67',
              Value: '$saved.Result.Id',
              Right: '',
              Logic: 0,
            },
          ],
        },
      ],
      ['ExcuteOperation', order, 'BillClose', { Ids: '$saved.Result.Id' }],
      ['ExcuteOperation', order, 'BillUnClose', { Ids: '$saved.Result.Id' }],
      ['UnAudit', order, { Ids: '$saved.Result.Id' }],
      ['Delete', order, { Ids: '$saved.Result.Id' }],
    ]);
    const [saved, viewed, submitted, audited, first, second, queried, ...rest] = replies;
    const { Id, NeedReturnData } = (
      value(saved) as { Result: { Id: number; NeedReturnData: unknown } }
    ).Result;
    assert.deepEqual(NeedReturnData, [{ FBillAllAmount: 86000.01 }]);
    const bill = (value(viewed) as { Result: { Result: { Id: number; DocumentStatus: string } } })
      .Result.Result;
    assert.deepEqual([bill.Id, bill.DocumentStatus], [Id, 'A']);
    assert.equal(status(submitted).IsSuccess, true);
    assert.deepEqual([status(audited).IsSuccess, status(audited).MsgCode], [false, 11]);
    assert.equal(status(first).IsSuccess, true);
    assert.equal(status(second).IsSuccess, true);
    assert.deepEqual(value(queried), [['C', 'chenguoqiang']]);
    for (const reply of rest)
      assert.deepEqual(
        status(reply).SuccessEntitys?.map((each) => each.Id),
        [Id],
        reply.call,
      );
    const kinds = sdk.simulator.journal
      .after(0, Infinity)
      .filter(({ kind, data }) => kind.startsWith('bill.') && data['id'] === Id)
      .map(({ kind }) => kind);
    assert.deepEqual(kinds, [
      'bill.saved',
      'bill.submitted',
      'bill.node.decided',
      'bill.node.decided',
      'bill.audited',
      'bill.close',
      'bill.unclose',
      'bill.unaudited',
      'bill.deleted',
    ]);
  });

  it('withdraws a submission and voids what is left', async () => {
    const replies = await sdk.run([
      ['Draft', order, { Model: model('1') }, { as: 'draft' }],
      ['Save', order, { Model: { FID: '$draft.Result.Id', ...model('2') }, IsDeleteEntry: 'true' }],
      ['Submit', order, { Numbers: ['$draft.Result.Number'] }],
      ['CancelAssign', order, { Numbers: ['$draft.Result.Number'] }],
      ['ExcuteOperation', order, 'Cancel', { Numbers: ['$draft.Result.Number'] }],
      [
        'ExecuteBillQuery',
        {
          FormId: order,
          FieldKeys: 'FDocumentStatus,FCancelStatus,FBillAllAmount',
          FilterString: 'FID in ($)',
        },
      ],
    ]);
    assert.ok(replies.slice(0, 5).every((reply) => status(reply).IsSuccess));
    const rows = value(replies[5]) as { Result: { ResponseStatus: Status } }[][];
    assert.equal(rows[0]?.[0]?.Result.ResponseStatus.MsgCode, 4);
    const { Id } = (value(replies[0]) as { Result: { Id: number } }).Result;
    const asked = {
      FormId: order,
      FieldKeys: 'FDocumentStatus,FCancelStatus,FBillAllAmount',
      FilterString: `FID=${String(Id)}`,
    };
    const [left] = await sdk.run([['ExecuteBillQuery', asked]]);
    assert.deepEqual(value(left), [['D', 'B', 4]]);
  });

  it('saves many at once and polls for what became of them', async () => {
    const batch = {
      Model: [model('1'), { ...model('2'), FSupplierId: { FNumber: 'NOBODY' } }, model('3')],
      BatchCount: 2,
    };
    const [direct, polled] = await sdk.run([
      ['BatchSave', order, batch],
      ['BatchSaveQuery', order, batch],
    ]);
    for (const reply of [direct, polled]) {
      const { IsSuccess, SuccessEntitys, Errors } = status(reply);
      assert.equal(IsSuccess, false);
      assert.deepEqual(
        SuccessEntitys?.map((each) => each.DIndex),
        [0, 0],
      );
      assert.deepEqual(
        Errors?.map(({ FieldName }) => FieldName),
        ['FSupplierId'],
      );
    }
  });

  it('pushes an audited order to a receipt that blocks its un-audit', async () => {
    const replies = await sdk.run([
      ['Save', order, { Model: model('5') }, { as: 'saved' }],
      ['Submit', order, { Ids: '$saved.Result.Id' }],
      ['Audit', order, { Ids: '$saved.Result.Id', IsVerifyProcInst: 'false' }],
      ['Push', order, { Ids: '$saved.Result.Id', TargetFormId: 'STK_InStock' }],
      ['UnAudit', order, { Ids: '$saved.Result.Id' }],
    ]);
    const pushed = value(replies[3]) as { Result: { ConvertResponseStatus: Status } };
    assert.equal(pushed.Result.ConvertResponseStatus.IsSuccess, true);
    assert.equal(status(replies[3]).SuccessEntitys?.length, 1);
    assert.match(status(replies[4]).Errors?.[0]?.Message ?? '', /已经下推生成采购入库单/);
  });

  it('sends messages and carries files in parts', async () => {
    const bytes = Buffer.alloc(3000, 'x').toString('base64');
    const replies = await sdk.run([
      [
        'SendMsg',
        { Model: [{ FTitle: '到货', FContent: '请收货', FReceivers: 'wangfang', FType: '0' }] },
      ],
      ['Save', order, { Model: model('6') }, { as: 'saved' }],
      [
        'AttachmentUpload',
        {
          FileName: '合同.txt',
          FormId: order,
          IsLast: false,
          InterId: '$saved.Result.Id',
          BillNO: '$saved.Result.Number',
          SendByte: bytes,
        },
        { as: 'file' },
      ],
      [
        'AttachmentUpload',
        {
          FileName: '合同.txt',
          FormId: order,
          IsLast: true,
          InterId: '$saved.Result.Id',
          BillNO: '$saved.Result.Number',
          FileId: '$file.Result.FileId',
          SendByte: Buffer.from('end').toString('base64'),
        },
      ],
      ['AttachmentDownLoad', { FileId: '$file.Result.FileId', StartIndex: 0 }, { as: 'first' }],
      [
        'AttachmentDownLoad',
        { FileId: '$file.Result.FileId', StartIndex: '$first.Result.StartIndex' },
      ],
    ]);
    assert.equal(status(replies[0]).IsSuccess, true);
    const parts = replies.slice(4).map((reply) => {
      const { FilePart, IsLast, FileSize } = (
        value(reply) as { Result: { FilePart: string; IsLast: boolean; FileSize: number } }
      ).Result;
      return [Buffer.from(FilePart, 'base64').length, IsLast, FileSize];
    });
    assert.deepEqual(parts, [
      [3000, false, 3003],
      [3, true, 3003],
    ]);
  });

  it('reads a balance report and changes organisation', async () => {
    const [report, nameless, org] = await sdk.run([
      [
        'GetSysReportData',
        'AP_SumReport',
        { FieldKeys: 'FCONTACTUNITNUMBER,FENDAMOUNTFOR', StartRow: 0, Limit: 10 },
      ],
      ['GetSysReportData', '', { FieldKeys: 'FENDAMOUNTFOR' }],
      ['SwitchOrg', { OrgNumber: '100' }],
    ]);
    const { IsSuccess, RowCount } = (
      value(report) as { Result: { IsSuccess: boolean; RowCount: number } }
    ).Result;
    assert.equal(IsSuccess, true);
    assert.equal(typeof RowCount, 'number');
    assert.equal(status(nameless).Errors?.[0]?.Message, '表单标识为空');
    assert.deepEqual(
      status(org).SuccessEntitys?.map(({ Id, Number }) => [Id, Number]),
      [[1, '100']],
    );
  });
});
