import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import {
  account,
  app,
  control,
  post,
  signedHeaders,
  statusOf,
  TestClient,
  type Status,
} from '../testing/client.js';

const form = 'PUR_PurchaseOrder';
const query = { FormId: 'BD_Currency', FieldKeys: 'FCODE', Limit: 1 };

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());
afterEach(async () => {
  simulator.faults.clear();
  await access({ denials: [], users: [{ userName: 'hub', licensed: true }] });
  await switches({
    licensedUsersMax: 0,
    callsPerMinuteMax: 0,
    forbidAdministrator: false,
    batchBillsMax: 1000,
    networkControl: 'when-asked',
    lostSessionText: 'chinese',
    missingMethods: [],
    firewall: false,
  });
});

async function access(change: object, index = 0): Promise<void> {
  const path = `control/access/${account(simulator, index).acctId}`;
  const { status, reply } = await control(simulator, 'PUT', path, change);
  assert.equal(status, 200, JSON.stringify(reply));
}

async function switches(change: object): Promise<void> {
  const { status, reply } = await control(simulator, 'PUT', 'control/switches', change);
  assert.equal(status, 200, JSON.stringify(reply));
}

/** ResponseStatus of a query, or undefined when it gave rows. */
async function queried(data: object = query): Promise<Status | undefined> {
  const [[first]] = (await client.call('ExecuteBillQuery', data)) as [[unknown]];
  return typeof first === 'object' && first !== null ? statusOf(first) : undefined;
}

describe('every MsgCode is reached by what the vendor gives it for', () => {
  it('0: nothing is wrong', async () => {
    const status = await client.status('Save', form, {
      Model: {
        FSupplierId: { FNumber: 'VEN001' },
        FPOOrderEntry: [{ FMaterialId: { FNumber: 'MAT001' }, FQty: 1, FTaxPrice: 1 }],
      },
    });
    assert.deepEqual([status.IsSuccess, status.MsgCode, 'ErrorCode' in status], [true, 0, false]);
  });

  it('1: no session and no good credentials, in either language', async () => {
    for (const [language, text] of [
      ['chinese', /^会话信息已丢失，请重新登录$/],
      ['english', /session .* lost/],
    ] as const) {
      await switches({ lostSessionText: language });
      const { json } = await post(simulator, 'View', '{}');
      assert.equal(statusOf(json).MsgCode, 1);
      assert.match(statusOf(json).Errors[0]?.Message ?? '', text);
    }
  });

  it('2: no right to the form, for queries as for changes', async () => {
    await access({ denials: [{ userName: 'hub', form, operation: 'View' }] });
    assert.equal((await queried({ ...query, FormId: form, FieldKeys: 'FID' }))?.MsgCode, 2);
    assert.equal((await client.status('View', form, { Number: 'CGDD000001' })).MsgCode, 2);
    assert.equal(await queried(), undefined);
    await access({ denials: [{ userName: '*', form: '*', operation: 'Audit' }] });
    const status = await client.status('Audit', form, { Numbers: ['CGDD000001'] });
    assert.equal(status.Errors[0]?.Message, '您没有“采购订单”的“审核”权限，请联系系统管理员');
  });

  it('3: no operation', async () => {
    assert.equal(
      (await client.status('ExecuteOperation', form, '', { Numbers: ['X'] })).MsgCode,
      3,
    );
  });

  it('4: an unknown form, an unknown operation, a bad filter', async () => {
    assert.equal((await queried({ ...query, FormId: 'NO_FORM' }))?.MsgCode, 4);
    assert.equal((await queried({ ...query, FilterString: "FCODE='" }))?.MsgCode, 4);
    const number = await client.saveOrder('1');
    assert.equal(
      (await client.status('ExcuteOperation', form, 'Fly', { Numbers: [number] })).MsgCode,
      4,
    );
  });

  it('5: no form', async () => {
    assert.equal((await queried({ ...query, FormId: '' }))?.MsgCode, 5);
    const status = await client.status('GetSysReportData', undefined, { FormId: 'AP_SumReport' });
    assert.deepEqual([status.MsgCode, status.Errors[0]?.Message], [5, '表单标识为空']);
  });

  it('6: what the database refuses', async () => {
    const status = await client.status('Save', form, {
      Model: { F_PAEZ_Remark: 'x'.repeat(2001) },
    });
    assert.equal(status.MsgCode, 6);
    simulator.faults.add({ kind: 'database-error' });
    assert.equal((await queried())?.MsgCode, 6);
  });

  it('7: no licence for the user, or none left', async () => {
    await access({ users: [{ userName: 'hub', licensed: false }] });
    assert.equal((await queried())?.MsgCode, 7);
    await access({ users: [{ userName: 'hub', licensed: true }] });
    await queried();
    await switches({ licensedUsersMax: 1 });
    assert.equal(await queried(), undefined);
    const { acctId, users } = account(simulator);
    const wangfang = users.find(({ userName }) => userName === 'wangfang');
    const parameters = [acctId, 'wangfang', wangfang?.password];
    const service = 'Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser';
    const { json } = await post(simulator, service, JSON.stringify({ parameters }));
    const session = (json as { KDSVCSessionId: string }).KDSVCSessionId;
    const headers = { 'kdservice-sessionid': session };
    const { json: second } = await post(simulator, 'View', '{}', headers);
    assert.equal(statusOf(second).MsgCode, 7);
  });

  it('8: parameters that do not do', async () => {
    assert.equal((await queried({ ...query, FieldKeys: '' }))?.MsgCode, 8);
    assert.equal((await client.status('Submit', form, { Numbers: [] })).MsgCode, 8);
    await switches({ batchBillsMax: 2 });
    assert.equal((await client.status('Submit', form, { Numbers: ['A', 'B', 'C'] })).MsgCode, 8);
    // Once taken for a decision, since every object of JavaScript has a member of that name.
    const decision = { FormId: form, Numbers: ['CGDD000001'], UserName: 'hub' };
    const odd = await client.status('WorkflowAudit', { ...decision, ApprovalType: 'constructor' });
    assert.equal(odd.MsgCode, 8);
  });

  it('9: a field that does not exist', async () => {
    const status = await queried({ ...query, FieldKeys: 'FNoSuch' });
    assert.deepEqual(status?.Errors, [
      { FieldName: null, Message: '元数据中标识为FNoSuch的字段不存在', DIndex: 0 },
    ]);
    assert.equal(status.MsgCode, 9);
  });

  it('10: no such bill', async () => {
    assert.equal((await client.status('View', form, { Number: 'NONE' })).MsgCode, 10);
  });

  it('11: a check failed', async () => {
    const status = await client.status('Save', form, {
      Model: { FBillNo: 'CGDD000001', FSupplierId: { FNumber: 'VEN001' } },
    });
    assert.deepEqual([status.MsgCode, status.Errors[0]?.FieldName], [11, 'FBillNo']);
    assert.equal(
      status.Errors[0]?.Message,
      '违反字段唯一性要求：编码唯一。[CGDD000001]在当前系统中已经被使用。',
    );
  });

  it('12: an operation that the form does not have', async () => {
    const [id] =
      (await client.query({ FormId: 'BD_Supplier', FieldKeys: 'FSupplierId', Limit: 1 }))[0] ?? [];
    assert.equal(
      (await client.status('ExecuteOperation', 'BD_Supplier', 'BillClose', { Ids: [id] })).MsgCode,
      12,
    );
    assert.equal((await client.status('Disassembly', form, {})).MsgCode, 12);
  });

  it('13: somebody edits the bill, when the call asks or the site always does', async () => {
    const number = await client.saveOrder('1');
    const path = `control/bills/${account(simulator).acctId}/${form}/${number}/lock`;
    await control(simulator, 'POST', path, { by: 'wangfang' });
    const locked = await client.status('Submit', form, { Numbers: [number], NetworkCtrl: 'true' });
    assert.equal(locked.MsgCode, 13);
    assert.match(locked.Errors[0]?.Message ?? '', /与当前业务操作冲突，请稍候再使用$/);
    await switches({ networkControl: 'always' });
    assert.equal((await client.status('Delete', form, { Numbers: [number] })).MsgCode, 13);
    await control(simulator, 'DELETE', path);
    assert.equal((await client.status('Delete', form, { Numbers: [number] })).MsgCode, 0);
  });

  it('14: more calls in a minute than allowed', async () => {
    await switches({ callsPerMinuteMax: 3 });
    const other = new TestClient(simulator, 1);
    const codes: number[] = [];
    for (let call = 0; call < 5; call += 1) {
      codes.push((await other.status('View', form, { Number: 'NONE' })).MsgCode);
    }
    assert.deepEqual(codes, [10, 10, 10, 14, 14]);
    simulator.clock.shift(61_000);
    assert.equal((await other.status('View', form, { Number: 'NONE' })).MsgCode, 10);
    simulator.clock.shift(-61_000);
  });

  it('15: the WebAPI is closed to Administrator', async () => {
    await switches({ forbidAdministrator: true });
    const { appId } = app(account(simulator));
    await access({ apps: [{ appId, users: ['hub', 'Administrator'] }] });
    const data = `${account(simulator).acctId},Administrator,2052,0`;
    const headers = signedHeaders(account(simulator), { data });
    const { json } = await post(simulator, 'View', '{}', headers);
    assert.equal(statusOf(json).MsgCode, 15);
  });
});

describe('a reply that is no reply object', () => {
  it('tells of a method that this version lacks', async () => {
    await switches({ missingMethods: ['billquery'] });
    const headers = signedHeaders(account(simulator));
    const { status, text } = await post(
      simulator,
      'BillQuery',
      JSON.stringify({ data: query }),
      headers,
    );
    assert.equal(status, 500);
    assert.match(text, /^response_error:\{"Message":/);
  });

  it('comes from the web firewall for suspicious text, if the site has one', async () => {
    const order = { parameters: [form, { Model: { F_PAEZ_Remark: '<script>alert(1)</script>' } }] };
    const send = (): ReturnType<typeof post> =>
      post(simulator, 'Save', JSON.stringify(order), signedHeaders(account(simulator)));
    assert.equal(statusOf((await send()).json).MsgCode, 11);
    await switches({ firewall: true });
    const { status, json } = await send();
    assert.equal(status, 200);
    assert.deepEqual(json, [
      {
        actionname: 'showConfirm',
        params: [
          {
            title: '',
            msg: '请求参数存在可疑数据,当前请求已经被拦截规则[XSS]阻止!',
            option: 0,
            msgType: 0,
          },
        ],
      },
    ]);
  });

  it('comes from the public gateway', async () => {
    simulator.faults.add({ kind: 'gateway', params: { errcode: 4002 } });
    const { status, json } = await post(simulator, 'View', '{}');
    assert.equal(status, 519);
    assert.equal((json as { errcode: number }).errcode, 4002);
  });
});
