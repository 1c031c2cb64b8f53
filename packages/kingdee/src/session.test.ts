import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { eventually } from '@hub/testkit';
import type { K3CloudClient } from './k3cloud-client.js';
import { account, byMethod, clientOf, decision, faultOf } from './testing/client-of.js';
import { ScriptedErp, sessionLost, success, type Script } from './testing/scripted-erp.js';
import type { K3CloudOptions } from './web-api.js';

const rows = { body: '[[100001]]' };
const query = { form: 'PUR_PurchaseOrder', fields: ['FID'] };

describe('sessions', () => {
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

  it('log in by sign and ask with the cookies of the session', async () => {
    const clock = {
      now: () => 1_700_000_000_999,
      monotonic: () => 0,
      sleep: () => Promise.resolve(),
    };
    await client({ appSecret: '0123456789abcdef0123456789abcdef', clock }).query(query);

    const [login, asked] = erp.seen;
    assert.equal(
      login?.path,
      '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.AuthService.LoginBySign.common.kdsvc',
    );
    const sign = 'a493d8761301394e5cdaefca633faa042cbc8b3ad11db225f363719d19a5b73b';
    assert.deepEqual(JSON.parse(login.body), {
      parameters: ['5f0000000000aa', 'demo', account.appId, 1_700_000_000, sign, 2052],
    });
    assert.equal(
      asked?.headers.cookie,
      'kdservice-sessionid=session-1; ASP.NET_SessionId=abcdefabcdefabcdefabcdef',
    );
    assert.equal(asked.headers['kdservice-sessionid'], 'session-1');
  });

  it('are not needed when every call is signed', async () => {
    await client({ auth: 'headers', orgNumber: '100' }).query(query);

    assert.equal(erp.logins, 0);
    const headers = erp.seen[0]?.headers ?? {};
    assert.equal(headers['x-kd-appkey'], account.appId);
    const appData = Buffer.from(String(headers['x-kd-appdata']), 'base64').toString();
    assert.equal(appData, '5f0000000000aa,demo,2052,100');
    assert.equal(String(headers['x-kd-signature']).length, 88);
    assert.equal(headers.cookie, undefined);
  });

  it('are opened once for many calls at the same time, four of which are in flight at most', async () => {
    let running = 0;
    let runningMost = 0;
    erp.script = byMethod({
      'DynamicFormService.ExecuteBillQuery': async () => {
        running += 1;
        runningMost = Math.max(runningMost, running);
        // However slowly calls arrive, four come together; a fifth would have its time.
        await eventually(() => runningMost >= 4);
        await delay(5);
        running -= 1;
        return rows;
      },
    });
    const one = client();
    await Promise.all(Array.from({ length: 20 }, () => one.query(query)));

    assert.equal(erp.logins, 1);
    assert.equal(runningMost, 4);
  });

  it('are renewed once for all calls that lost theirs, and each call is repeated once, writes too', async () => {
    const dead = { 'Set-Cookie': 'kdservice-sessionid=dead; path=/' };
    const unless =
      (good: string, lost: string): Script =>
      ({ headers }) =>
        headers['kdservice-sessionid'] === 'session-1'
          ? { body: lost, headers: dead }
          : { body: good };
    erp.script = byMethod({
      'DynamicFormService.ExecuteBillQuery': unless(rows.body, `[[${sessionLost}]]`),
      'DynamicFormService.WorkflowAudit': unless(success, sessionLost),
    });
    const one = client();
    const queries = [one.query(query), one.query(query), one.query(query)];
    await Promise.all([...queries, one.workflowAudit(decision)]);

    assert.equal(erp.logins, 2);
    assert.equal(erp.calls('DynamicFormService.WorkflowAudit').length, 2);
    assert.equal(erp.calls('DynamicFormService.ExecuteBillQuery').length, 6);
    const used = new Set(erp.seen.map(({ headers }) => headers['kdservice-sessionid']));
    assert.deepEqual(used, new Set([undefined, 'session-1', 'session-2']));
  });

  it('are given up when a fresh one is not accepted either', async () => {
    erp.script = byMethod({ 'DynamicFormService.View': () => ({ body: sessionLost }) });
    for (const auth of ['sign', 'headers'] as const) {
      const error = await faultOf(client({ auth }).view('PUR_PurchaseOrder', { id: '1' }));
      assert.equal(error.code, 'KINGDEE_LOGIN_REFUSED');
      assert.equal(error.retryable, false);
    }
    assert.equal(erp.calls('DynamicFormService.View').length, 4);
  });

  it('say why they were refused and do not try again at once, lest the user be locked', async () => {
    const Message = `用户名或密码错误 ${account.appSecret}`;
    const refusal = { LoginResultType: 0, Message, Context: null, KDSVCSessionId: null };
    erp.script = byMethod({
      'AuthService.LoginBySign': () => ({ body: JSON.stringify(refusal) }),
    });
    let monotonic = 0;
    const clock = { now: () => 0, monotonic: () => monotonic, sleep: () => Promise.resolve() };
    const one = client({ clock });
    const error = await faultOf(one.query(query));
    assert.equal(error.code, 'KINGDEE_LOGIN_REFUSED');
    assert.match(error.message, /LoginResultType 0\): 用户名或密码错误 \*\*\*; check acctId/);

    monotonic = 9_999;
    await faultOf(one.query(query));
    assert.equal(erp.calls('AuthService.LoginBySign').length, 1);
    monotonic = 10_000;
    await faultOf(one.query(query));
    assert.equal(erp.calls('AuthService.LoginBySign').length, 2);
  });

  it('count as open when a notice wants to be read, but only with a session id', async () => {
    for (const [id, want] of [
      ['session-of-admin', 'works'],
      [null, 'KINGDEE_LOGIN_REFUSED'],
    ] as const) {
      const notice = { LoginResultType: -5, FormId: 'BOS_CloudInspection', KDSVCSessionId: id };
      erp.script = byMethod({
        'AuthService.LoginBySign': () => ({ body: JSON.stringify(notice) }),
        'DynamicFormService.ExecuteBillQuery': () => rows,
      });
      const outcome = await client()
        .query(query)
        .then(
          () => 'works',
          (error: unknown) => (error instanceof HubError ? error.code : error),
        );
      assert.equal(outcome, want);
    }
  });

  it('are ended at close, and only if there is one', async () => {
    const one = client();
    await one.query(query);
    await one.close();
    const [logout] = erp.calls('AuthService.Logout');
    assert.equal(logout?.headers['kdservice-sessionid'], 'session-1');
    await client().close();
    assert.equal(erp.calls('AuthService.Logout').length, 1);
  });
});
