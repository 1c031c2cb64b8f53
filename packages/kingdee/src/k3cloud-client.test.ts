import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { K3CloudClient } from './k3cloud-client.js';
import { account, byMethod, clientOf, decision, faultOf } from './testing/client-of.js';
import { failure, ScriptedErp, success } from './testing/scripted-erp.js';
import type { K3CloudOptions } from './web-api.js';

const rows = { body: '[[100001,"CGDD000001",86000.10,true,null]]' };
const fields = ['FID', 'FBillNo', 'FBillAllAmount', 'FGiveAway', 'FNote'];
const query = { form: 'PUR_PurchaseOrder', fields };

describe('K3CloudClient', () => {
  let erp: ScriptedErp;
  const clients: K3CloudClient[] = [];

  function client(options: Partial<K3CloudOptions> = {}): K3CloudClient {
    const made = clientOf(erp, options);
    clients.push(made);
    return made;
  }

  beforeEach(async () => {
    erp = await ScriptedErp.start(byMethod({ 'DynamicFormService.ExecuteBillQuery': () => rows }));
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((made) => made.close()));
    await erp.close();
  });

  it('asks for rows and keeps every digit of them', async () => {
    const got = await client().query({
      ...query,
      filter: "FBillNo='A'",
      order: 'FID',
      limit: 50,
    });
    assert.deepEqual(got, [[100_001, 'CGDD000001', '86000.10', true, null]]);

    const asked = erp.calls('DynamicFormService.ExecuteBillQuery')[0];
    assert.equal(
      asked?.path,
      '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc',
    );
    assert.deepEqual(dataOf(asked.body), {
      FormId: 'PUR_PurchaseOrder',
      FieldKeys: 'FID,FBillNo,FBillAllAmount,FGiveAway,FNote',
      FilterString: "FBillNo='A'",
      OrderString: 'FID',
      TopRowCount: 0,
      StartRow: 0,
      Limit: 50,
      SubSystemId: '',
    });
  });

  it('refuses rows that are not what was asked for', async () => {
    for (const body of ['{"a":1}', '[1]', '[[1]]', '[[1,"A",2,true,{"x":1}]]']) {
      erp.script = byMethod({ 'DynamicFormService.ExecuteBillQuery': () => ({ body }) });
      assert.equal((await faultOf(client().query(query))).code, 'KINGDEE_MALFORMED', body);
    }
  });

  it('views a bill', async () => {
    const reply = {
      Result: { ResponseStatus: { IsSuccess: true }, Result: { Id: 16_394, Name: 'A' } },
    };
    erp.script = byMethod({ 'DynamicFormService.View': () => ({ body: JSON.stringify(reply) }) });
    const bill = await client().view('SEC_User', { number: 'A' });
    assert.deepEqual(bill, { Id: 16_394, Name: 'A' });
    assert.deepEqual(JSON.parse(erp.calls('DynamicFormService.View')[0]?.body ?? ''), {
      parameters: ['SEC_User', '{"CreateOrgId":0,"Number":"A","Id":"","IsSortBySeq":"false"}'],
    });
  });

  it('writes a workflow decision as the person who clicked', async () => {
    erp.script = byMethod({ 'DynamicFormService.WorkflowAudit': () => ({ body: success }) });
    await client().workflowAudit({ ...decision, action: 'REJECT', opinion: '价格过高 "#d2"' });
    assert.deepEqual(dataOf(erp.calls('DynamicFormService.WorkflowAudit')[0]?.body ?? ''), {
      FormId: 'PUR_PurchaseOrder',
      Ids: [],
      Numbers: ['CGDD000186'],
      UserId: 135_880,
      UserName: '',
      ApprovalType: 2,
      ActionResultId: '',
      PostId: 0,
      PostNumber: '',
      Disposition: '价格过高 "#d2"',
    });
  });

  it('refuses to decide for somebody who is no ERP user', async () => {
    const error = await faultOf(client().workflowAudit({ ...decision, erpUserId: 'wangfang' }));
    assert.equal(error.code, 'KINGDEE_REFUSED');
    assert.equal(erp.seen.length, 0);
  });

  it('carries any other call, and takes it for a write unless it is known to read', async () => {
    const body = failure(6, '死锁');
    erp.script = byMethod({
      'DynamicFormService.Save': () => ({ body }),
      'DynamicFormService.BillQuery': () => ({ body }),
    });
    const service = 'Kingdee.BOS.WebApi.ServicesStub.DynamicFormService';
    const one = client();
    const codes = [
      (await faultOf(one.call(service, 'Save', { parameters: ['X', '{}'] }))).code,
      (await faultOf(one.call(service, 'BillQuery', { parameters: ['{}'] }))).code,
    ];
    assert.deepEqual(codes, ['KINGDEE_OUTCOME_UNKNOWN', 'KINGDEE_BUSY']);
  });

  it('tells an unknown form from a bad filter by asking for the form', async () => {
    const entry = { Key: 'FBillHead', Fields: [{ Key: 'FBillNo' }] };
    const data = { Id: 'X', Name: [{ Key: 2052, Value: '某单' }], Entrys: [entry] };
    const known = { Result: { ResponseStatus: { IsSuccess: true }, NeedReturnData: data } };
    let info = JSON.stringify(known);
    erp.script = byMethod({
      'DynamicFormService.ExecuteBillQuery': () => ({ body: `[[${failure(4, '异常')}]]` }),
      'DynamicFormService.QueryBusinessInfo': () => ({ body: info }),
    });
    const one = client();
    assert.equal((await faultOf(one.query(query))).code, 'KINGDEE_REFUSED');
    assert.deepEqual(await one.businessInfo('X'), {
      form: 'X',
      name: '某单',
      fieldKeys: new Set(['fbillno']),
    });

    info = failure(4, '标识为“X”的业务对象不存在，或者被删除。');
    assert.equal((await faultOf(one.query(query))).code, 'KINGDEE_FORM_UNKNOWN');
  });

  it('takes http and https addresses only, without a password or query in them', () => {
    const urls = [
      '',
      'erp.example.com',
      'file:///etc/passwd',
      'ftp://erp/k3cloud/',
      'http://u:canary@erp/k3cloud/',
      'http://erp/k3cloud/?x=1',
    ];
    for (const url of urls) {
      assert.throws(
        () => new K3CloudClient({ ...account, url }),
        (error) =>
          error instanceof HubError &&
          error.code === 'KINGDEE_URL' &&
          !error.message.includes('canary'),
      );
    }
  });
});

/** What the first positional parameter of a call holds. */
function dataOf(body: string): unknown {
  const { parameters } = JSON.parse(body) as { readonly parameters: readonly string[] };
  return JSON.parse(parameters[0] ?? '');
}
