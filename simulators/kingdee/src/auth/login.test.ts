import { after, before, describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import {
  account,
  app,
  control,
  loginSign,
  post,
  signedHeaders,
  statusOf,
} from '../testing/client.js';

const auth = (method: string): string => `Kingdee.BOS.WebApi.ServicesStub.AuthService.${method}`;
const query = JSON.stringify({
  data: { FormId: 'BD_Currency', FieldKeys: 'FCODE', FilterString: "FNumber='PRE001'" },
});
const minuteMs = 60_000;

interface LoginReply {
  readonly LoginResultType: number;
  readonly KDSVCSessionId: string | null;
  readonly Context: { readonly UserName: string; readonly ClientType: number } | null;
}

let simulator: KingdeeSimulator;
before(async () => {
  simulator = await startKingdeeSimulator();
});
after(() => simulator.close());

async function login(method: string, parameters: readonly unknown[]): Promise<LoginReply> {
  return (await post(simulator, auth(method), JSON.stringify({ parameters }))).json as LoginReply;
}

async function sessionId(): Promise<string> {
  const { acctId, users } = account(simulator);
  const reply = await login('ValidateUser', [acctId, 'Administrator', users[0]?.password, 2052]);
  assert.ok(reply.KDSVCSessionId !== null);
  return reply.KDSVCSessionId;
}

describe('a login', () => {
  it('succeeds in every way with the right credentials', async () => {
    const own = account(simulator);
    const { appId, appSecret, userName } = app(own);
    const { password } = own.users.find((user) => user.userName === 'hub') ?? {};
    const time = '1700000000';
    const sign = (algorithm: string): string =>
      loginSign([own.acctId, userName, appId, appSecret, time], algorithm);
    const ways: Record<string, readonly unknown[]> = {
      ValidateUser: [own.acctId, 'HUB', password],
      ValidateUser2: [own.acctId, 'hub', password, false, 2052],
      ValidateUserByOrgNumber: [own.acctId, 'hub', password, 2052, '100'],
      LoginByAppSecret: [own.acctId, 'hub', appId, appSecret, 2052],
      LoginByAppSecret2: [own.acctId, 'hub', appId, appSecret, false, 2052],
      LoginBySign: [own.acctId, 'hub', appId, Number(time), sign('sha256'), 2052],
      loginbysign: [own.acctId, 'hub', appId, time, sign('sha1')],
      LoginBySign2: [own.acctId, 'hub', appId, time, sign('sha256'), false, 2052],
    };
    for (const [method, parameters] of Object.entries(ways)) {
      const reply = await login(method, parameters);
      assert.equal(reply.LoginResultType, 1, method);
      assert.equal(reply.Context?.UserName, 'hub', method);
      assert.equal(reply.Context.ClientType, 32, method);
    }
  });

  it('fails with a type, a message and no context', async () => {
    const own = account(simulator);
    const other = account(simulator, 1);
    const { appId, appSecret } = app(own);
    const failures: [method: string, parameters: unknown[], type: number][] = [
      ['ValidateUser', [own.acctId, 'hub', 'wrong'], 0],
      ['ValidateUser', [own.acctId, 'nobody', 'wrong'], 0],
      ['ValidateUser', ['5f0000000000ff', 'hub', 'wrong'], -1],
      ['LoginByAppSecret', [own.acctId, 'hub', appId, `${appSecret}x`], -1],
      ['LoginByAppSecret', [other.acctId, 'hub', appId, appSecret], -1],
      ['LoginByAppSecret', [own.acctId, 'wangfang', appId, appSecret], -1],
      ['LoginBySign', [own.acctId, 'hub', appId, '1700000000', 'f'.repeat(64)], -1],
    ];
    for (const [method, parameters, type] of failures) {
      const reply = await login(method, parameters);
      assert.equal(reply.LoginResultType, type, JSON.stringify([method, parameters[1]]));
      assert.equal(reply.Context, null);
      assert.equal(reply.KDSVCSessionId, null);
    }
  });

  it('is journalled without any secret', async () => {
    const { appSecret } = app(account(simulator));
    await login('LoginByAppSecret', [
      account(simulator).acctId,
      'hub',
      app(account(simulator)).appId,
      appSecret,
    ]);
    const journal = JSON.stringify(simulator.journal.after(0, Infinity));
    assert.match(journal, /"kind":"login"/);
    assert.equal(journal.includes(appSecret), false);
  });
});

describe('a session', () => {
  it('is carried by cookie, by a header of the cookie’s name, or by SID', async () => {
    const id = await sessionId();
    const carriers = [
      { cookie: `Theme=standard; kdservice-sessionid=${id}` },
      { 'kdservice-sessionid': id },
      { SID: id },
    ];
    for (const headers of carriers) {
      const { text } = await post(simulator, 'ExecuteBillQuery', query, headers);
      assert.equal(text, '[["CNY"]]');
    }
  });

  it('slides: 19 minutes after each call it lives, 21 minutes after the last it is lost', async () => {
    const headers = { 'kdservice-sessionid': await sessionId() };
    for (let call = 0; call < 3; call += 1) {
      simulator.clock.shift(19 * minuteMs);
      assert.equal((await post(simulator, 'ExecuteBillQuery', query, headers)).text, '[["CNY"]]');
    }
    simulator.clock.shift(21 * minuteMs);
    const reply = await post(simulator, 'ExecuteBillQuery', query, headers);
    assert.equal(reply.status, 200);
    const [[lost]] = reply.json as [[unknown]];
    assert.equal(statusOf(lost).MsgCode, 1);
  });

  it('that is lost is told in the vendor’s very text, in rows for a query, and still sets cookies', async () => {
    const plain =
      '{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":null,"Message":"会话信息已丢失，请重新登录","DIndex":0}],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":1}}}';
    const view = await post(simulator, 'View', '{"formid":"SEC_User","data":{"Id":"1"}}');
    assert.equal(view.text, plain);
    assert.equal((await post(simulator, 'ExecuteBillQuery', query)).text, `[[${plain}]]`);
    assert.equal((await post(simulator, 'BillQuery', query)).text, `[${plain}]`);
    const cookies = view.headers.getSetCookie();
    assert.match(cookies[0] ?? '', /^kdservice-sessionid=[0-9a-f-]{36}; path=\/$/);
    assert.match(cookies[1] ?? '', /^ASP\.NET_SessionId=\w{24}; path=\/; HttpOnly$/);
  });

  it('ends at Logout, and when the control interface ends it', async () => {
    const headers = { 'kdservice-sessionid': await sessionId() };
    assert.equal((await post(simulator, auth('Logout'), '', headers)).text, 'true');
    assert.equal((await post(simulator, auth('Logout'), '', headers)).text, 'false');

    const again = { 'kdservice-sessionid': await sessionId() };
    await control(simulator, 'POST', 'control/sessions/expire', { userName: 'Administrator' });
    assert.match((await post(simulator, 'ExecuteBillQuery', query, again)).text, /"MsgCode":1\b/);
  });

  it('is kicked out by a later login that asks for it', async () => {
    const headers = { 'kdservice-sessionid': await sessionId() };
    const { acctId, users } = account(simulator);
    await login('ValidateUser2', [acctId, 'Administrator', users[0]?.password, true, 2052]);
    assert.match((await post(simulator, 'ExecuteBillQuery', query, headers)).text, /"MsgCode":1\b/);
  });
});

describe('signed headers', () => {
  const run = (headers: Record<string, string>): ReturnType<typeof post> =>
    post(simulator, 'ExecuteBillQuery', query, headers);

  it('need no login, and an unknown organisation and a wrong clock pass', async () => {
    const own = account(simulator);
    for (const org of ['0', 'null', '', '999']) {
      const headers = signedHeaders(own, { data: `${own.acctId},hub,2052,${org}` });
      assert.equal((await run(headers)).text, '[["CNY"]]');
    }
  });

  it('that do not hold give MsgCode 1', async () => {
    const own = account(simulator);
    const bad = [
      signedHeaders(own, { secret: 'another' }),
      signedHeaders(own, { data: `${own.acctId},wangfang,2052,0` }),
      signedHeaders(own, { data: `${own.acctId},hub,9999,0` }),
      { ...signedHeaders(own), 'X-Kd-Appkey': app(account(simulator, 1)).appId },
    ];
    for (const headers of bad) assert.match((await run(headers)).text, /"MsgCode":1\b/);
  });

  it('that name an unknown account book give no JSON at all', async () => {
    const reply = await run(
      signedHeaders(account(simulator), { data: '5f00000000ffff,hub,2052,0' }),
    );
    assert.equal(reply.status, 500);
    assert.match(reply.text, /Fail to verify thirty passport/);
  });

  it('are not looked at beside a living session, and open a new one beside a dead one', async () => {
    const id = await sessionId();
    const bad = signedHeaders(account(simulator), { secret: 'another' });
    assert.equal((await run({ ...bad, 'kdservice-sessionid': id })).text, '[["CNY"]]');
    const good = signedHeaders(account(simulator));
    assert.equal((await run({ ...good, 'kdservice-sessionid': 'dead' })).text, '[["CNY"]]');
  });

  it('get the loss of the session beside a dead one where a site has it so, and its cookie works', async () => {
    const set = async (deadSessionBesideSignature: string): Promise<void> => {
      const change = { deadSessionBesideSignature };
      const { status } = await control(simulator, 'PUT', 'control/switches', change);
      assert.equal(status, 200);
    };
    await set('lost-once');
    const good = signedHeaders(account(simulator));
    const lost = await run({ ...good, 'kdservice-sessionid': 'dead' });
    await set('renewed');
    assert.match(lost.text, /^\[\[\{"Result".*"MsgCode":1\}/);
    const [cookie = ''] = lost.headers.getSetCookie();
    const [, id = ''] = /kdservice-sessionid=([^;]+)/.exec(cookie) ?? [];
    assert.equal((await run({ 'kdservice-sessionid': id })).text, '[["CNY"]]');
  });

  it('keep to one session per signer', async () => {
    const headers = signedHeaders(account(simulator));
    const cookies = [await run(headers), await run(headers)].map(
      (reply) => reply.headers.getSetCookie()[0],
    );
    assert.equal(cookies[0], cookies[1]);
  });
});

describe('UserService', () => {
  it('maps a mobile to a user id, and an unknown one to 0', async () => {
    const call = async (...parameters: string[]): Promise<unknown> => {
      const method = 'Kingdee.BOS.WebApi.ServicesStub.UserService.GetUserIdByTelNo';
      const headers = signedHeaders(account(simulator));
      return (await post(simulator, method, JSON.stringify({ parameters }), headers)).json;
    };
    const id = await call('13800001002', '');
    const named = JSON.stringify({
      data: { FormId: 'SEC_User', FieldKeys: 'FUserID', FilterString: "FName='wangfang'" },
    });
    const { json } = await post(
      simulator,
      'ExecuteBillQuery',
      named,
      signedHeaders(account(simulator)),
    );
    assert.deepEqual(json, [[id]]);
    assert.equal(await call('13800001002', 'lixiaomei'), 0);
    assert.equal(await call('10000000000', ''), 0);
  });
});
