import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import {
  account,
  app,
  loginSign,
  orderModel,
  post,
  signedHeaders,
  statusOf,
} from '../testing/client.js';

const stubs = 'Kingdee.BOS.WebApi.ServicesStub';
const query = { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString: "FNumber='PRE001'" };

let simulator: KingdeeSimulator;
before(async () => {
  simulator = await startKingdeeSimulator();
});
after(() => simulator.close());

function hub(): { acctId: string; password: string; appId: string; appSecret: string } {
  const own = account(simulator);
  const password = own.users.find(({ userName }) => userName === 'hub')?.password ?? '';
  const { appId, appSecret } = app(own);
  return { acctId: own.acctId, password, appId, appSecret };
}

async function cookieOf(reply: { headers: Headers }): Promise<string> {
  return /kdservice-sessionid=[^;]+/.exec(reply.headers.get('set-cookie') ?? '')?.[0] ?? '';
}

/** Header names exactly as they came over the wire. */
function rawHeaderNames(path: string, headers: Record<string, string>): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const sent = request(simulator.url + path, { method: 'POST', headers }, (response) => {
      response.resume().once('end', () => {
        resolve(response.rawHeaders.filter((_, index) => index % 2 === 0));
      });
    });
    sent.once('error', reject).end('{}');
  });
}

describe('clients as they are in the field', () => {
  it('write method names and the base path in any case of letters', async () => {
    const address = simulator.url.replace('/k3cloud/', '/K3Cloud/');
    const name = `${stubs}.DynamicFormService.executebillquery`.toLowerCase();
    const response = await fetch(`${address}${name}.common.kdsvc`, {
      method: 'POST',
      body: JSON.stringify({ parameters: [JSON.stringify(query)] }),
      headers: signedHeaders(account(simulator)),
    });
    assert.deepEqual(await response.json(), [['CNY']]);
  });

  it('join the base with two slashes, or use the gateway’s', async () => {
    const name = `${stubs}.DynamicFormService.ExecuteBillQuery.common.kdsvc`;
    for (const base of ['/k3cloud//', '/galaxyapi/']) {
      const response = await fetch(simulator.url.replace('/k3cloud/', base) + name, {
        method: 'POST',
        body: JSON.stringify({ data: query }),
        headers: signedHeaders(account(simulator)),
      });
      assert.deepEqual(await response.json(), [['CNY']], base);
    }
  });

  it('declare a misspelt type, send strange headers and a wrong gateway signature', async () => {
    const headers = {
      ...signedHeaders(account(simulator)),
      'Content-Type': 'applicatin/json',
      'X-Api-Signature': 'bm90IGEgc2lnbmF0dXJl',
      'X-Api-ClientID': 'x',
      'X-Requested-By': 'a community client',
    };
    const { json } = await post(
      simulator,
      'ExecuteBillQuery',
      JSON.stringify({ data: query }),
      headers,
    );
    assert.deepEqual(json, [['CNY']]);
  });

  it('need a Set-Cookie of exactly this spelling on every reply', async () => {
    const paths = [
      `${stubs}.AuthService.ValidateUser.common.kdsvc`,
      `${stubs}.DynamicFormService.View.common.kdsvc`,
      `${stubs}.DynamicFormService.NoSuchMethod.common.kdsvc`,
      `${stubs}.MCService.GetDataCenterList.common.kdsvc`,
      'nothing/here',
    ];
    for (const path of paths) {
      const names = await rawHeaderNames(path, {});
      assert.equal(names.filter((name) => name === 'Set-Cookie').length, 2, path);
    }
  });

  it('ask form fields for queries and names with text for writes, in one session', async () => {
    const { acctId, password } = hub();
    const named = JSON.stringify({ acctID: acctId, username: 'hub', password, lcid: 2052 });
    const cookie = await cookieOf(
      await post(simulator, `${stubs}.AuthService.ValidateUser`, named),
    );
    const fields = new URLSearchParams({ data: JSON.stringify(query) }).toString();
    const type = 'application/x-www-form-urlencoded';
    const asked = await post(simulator, 'ExecuteBillQuery', fields, {
      cookie,
      'Content-Type': type,
    });
    assert.deepEqual(asked.json, [['CNY']]);
    const data = JSON.stringify({ Model: orderModel('1') });
    const write = JSON.stringify({ formid: 'PUR_PurchaseOrder', data });
    const saved = statusOf((await post(simulator, 'Save', write, { cookie })).json);
    assert.equal(saved.IsSuccess, true);
    const number = saved.SuccessEntitys[0]?.Number ?? '';
    const operation = new URLSearchParams({
      formid: 'PUR_PurchaseOrder',
      opNumber: 'Cancel',
      data: JSON.stringify({ Numbers: [number] }),
    });
    const voided = await post(simulator, 'ExcuteOperation', operation.toString(), { cookie });
    assert.equal(statusOf(voided.json).IsSuccess, true);
  });

  it('log in, ask and log out with an envelope, with nothing but text, and with nothing at all', async () => {
    const { acctId, appId, appSecret } = hub();
    const time = '1700000000';
    const sign = loginSign([acctId, 'hub', appId, appSecret, time]);
    const login = JSON.stringify({
      parameters: JSON.stringify([acctId, 'hub', appId, time, sign, 2052]),
    });
    const cookie = await cookieOf(await post(simulator, `${stubs}.AuthService.LoginBySign`, login));
    const envelope = {
      format: 1,
      useragent: 'ApiClient',
      rid: '8d2e',
      parameters: JSON.stringify([JSON.stringify(query)]),
      timestamp: 'Sun Nov 22 10:00:00 CST 2026',
      v: '1.0',
    };
    const asked = await post(simulator, 'ExecuteBillQuery', JSON.stringify(envelope), { cookie });
    assert.deepEqual(asked.json, [['CNY']]);
    const old = `nonce=1&version=1.0&format=1&timestamp=${encodeURIComponent('2026-11-22 10:00:00')}&rid=2&useragent=ApiClient&parameters=${encodeURIComponent(JSON.stringify([JSON.stringify(query)]))}`;
    assert.deepEqual((await post(simulator, 'ExecuteBillQuery', old, { cookie })).json, [['CNY']]);
    assert.equal(
      (await post(simulator, `${stubs}.AuthService.Logout`, '', { cookie })).text,
      'true',
    );
    const lost = await post(simulator, 'ExecuteBillQuery', JSON.stringify({ data: query }), {
      cookie,
    });
    assert.match(
      lost.text,
      /^\[\[\{"Result":\{"ResponseStatus":\{"ErrorCode":500,"IsSuccess":false,"Errors":/,
    );
  });

  it('list the data centres with an empty list, an empty object, or nothing', async () => {
    for (const service of [
      `${stubs}.MCService`,
      'Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService',
    ]) {
      for (const body of ['[]', '{}', '']) {
        const { status, json } = await post(simulator, `${service}.GetDataCenterList`, body);
        assert.equal(status, 200);
        const ids = (json as { Id: string }[]).map(({ Id }) => Id);
        assert.deepEqual(
          ids,
          simulator.accounts.map(({ acctId }) => acctId),
        );
      }
    }
  });

  it('leave the organisation of signed headers unset in three ways, or name one that is not there', async () => {
    const { acctId } = hub();
    for (const org of ['0', 'null', '', '9999']) {
      const headers = signedHeaders(account(simulator), { data: `${acctId},hub,2052,${org}` });
      const { json } = await post(
        simulator,
        'ExecuteBillQuery',
        JSON.stringify({ data: query }),
        headers,
      );
      assert.deepEqual(json, [['CNY']], `organisation "${org}"`);
    }
    const bad = signedHeaders(account(simulator), { data: `${acctId},hub,9999,0` });
    const { json } = await post(simulator, 'View', '{}', bad);
    assert.equal(statusOf(json).MsgCode, 1);
  });
});
