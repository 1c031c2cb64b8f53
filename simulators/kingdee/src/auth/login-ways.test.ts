import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
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

const service = 'Kingdee.BOS.WebApi.ServicesStub.AuthService';

interface LoginReply {
  readonly LoginResultType: number;
  readonly Message: string | null;
  readonly MessageCode: string | null;
  readonly KDSVCSessionId: string | null;
  readonly FormId: string | null;
  readonly IsSuccessByAPI: boolean;
  readonly Context: {
    readonly UserName: string;
    readonly UserToken: string;
    readonly CurrentOrganizationInfo: { readonly ID: number };
  } | null;
}

let simulator: KingdeeSimulator;
before(async () => {
  simulator = await startKingdeeSimulator();
});
after(() => simulator.close());
afterEach(async () => {
  const { userName, appId } = app(account(simulator));
  const users = [{ userName, locked: false, password: 'valid', licensed: true }];
  await setAccess({ users, apps: [{ appId, users: [userName], addresses: [] }], denials: [] });
  await setSwitches({
    licenceWarning: 'nobody',
    signAlgorithms: 'sha256-and-sha1',
    oneSessionPerUser: false,
  });
});

async function setAccess(change: object): Promise<void> {
  const path = `control/access/${account(simulator).acctId}`;
  const { status, reply } = await control(simulator, 'PUT', path, change);
  assert.equal(status, 200, JSON.stringify(reply));
}

async function setSwitches(switches: object): Promise<void> {
  const { status, reply } = await control(simulator, 'PUT', 'control/switches', switches);
  assert.equal(status, 200, JSON.stringify(reply));
}

async function login(method: string, body: object): Promise<LoginReply> {
  const { status, json, text } = await post(
    simulator,
    `${service}.${method}`,
    JSON.stringify(body),
  );
  assert.equal(status, 200, text);
  return json as LoginReply;
}

/** MsgCode of a call that carries a session id; undefined for rows. */
async function msgCode(session: string): Promise<number | undefined> {
  const body = JSON.stringify({ data: { FormId: 'BD_Currency', FieldKeys: 'FCODE', Limit: 1 } });
  const headers = { 'kdservice-sessionid': session };
  const { json } = await post(simulator, 'ExecuteBillQuery', body, headers);
  const [[first]] = json as [[unknown]];
  return typeof first === 'string' ? undefined : statusOf(first).MsgCode;
}

function password(): string {
  const { users } = account(simulator);
  return users.find(({ userName }) => userName === 'hub')?.password ?? '';
}

describe('a login', () => {
  it('takes its parameters as a list, as names in any case, and as text', async () => {
    const { acctId } = account(simulator);
    const values = [acctId, 'HUB', password(), 2052];
    const bodies = [
      { parameters: values },
      { parameters: JSON.stringify(values) },
      { acctID: acctId, username: 'hub', password: password(), lcid: 2052 },
      { ACCTID: acctId, UserName: 'hub', Password: password() },
      { format: 1, useragent: 'ApiClient', rid: 'x', parameters: JSON.stringify(values), v: '1.0' },
    ];
    for (const body of bodies) {
      const reply = await login('ValidateUser', body);
      assert.deepEqual([reply.LoginResultType, reply.Context?.UserName], [1, 'hub']);
    }
  });

  it('works by key file and by the token of a living session', async () => {
    const { acctId } = account(simulator);
    const { passport } = app(account(simulator));
    const byPassport = await login('LoginBySimplePassport', { parameters: [passport, 2052] });
    assert.deepEqual([byPassport.LoginResultType, byPassport.Context?.UserName], [1, 'hub']);
    const again = await login('LoginBySimplePassport2', { parameters: [passport, 'false', 2052] });
    assert.equal(again.LoginResultType, 1);
    const token = byPassport.Context?.UserToken;
    const byToken = await login('ValidateUserToken', { parameters: [acctId, 'hub', token] });
    assert.equal(byToken.LoginResultType, 1);
    const wrong = await login('LoginBySimplePassport', { parameters: [`${passport}x`] });
    assert.deepEqual([wrong.LoginResultType, wrong.IsSuccessByAPI], [-1, false]);
  });

  it('by sign knows only SHA-1 on an old server', async () => {
    const { acctId } = account(simulator);
    const { appId, appSecret } = app(account(simulator));
    await setSwitches({ signAlgorithms: 'sha1' });
    const time = '1700000000';
    for (const [algorithm, type] of [
      ['sha256', -1],
      ['sha1', 1],
    ] as const) {
      const sign = loginSign([acctId, 'hub', appId, appSecret, time], algorithm);
      const reply = await login('LoginBySign', {
        parameters: [acctId, 'hub', appId, Number(time), sign],
      });
      assert.equal(reply.LoginResultType, type, algorithm);
    }
  });

  it('kicks other sessions of the same user out, unasked, where the site has that policy', async () => {
    const { acctId } = account(simulator);
    const body = { acctID: acctId, username: 'hub', password: password() };
    const first = (await login('ValidateUser', body)).KDSVCSessionId ?? '';
    await setSwitches({ oneSessionPerUser: true });
    const second = (await login('ValidateUser', body)).KDSVCSessionId ?? '';
    assert.deepEqual([await msgCode(first), await msgCode(second)], [1, undefined]);
  });

  it('kicks other sessions of the same user out only when it is asked to', async () => {
    const { acctId } = account(simulator);
    const first = await login('ValidateUser', { parameters: [acctId, 'hub', password()] });
    const session = first.KDSVCSessionId ?? '';
    await login('ValidateUser2', { parameters: [acctId, 'hub', password(), false] });
    assert.equal(await msgCode(session), undefined);
    await login('ValidateUser2', { parameters: [acctId, 'hub', password(), 'true'] });
    assert.equal(await msgCode(session), 1);
  });

  it('with an organisation works in that one', async () => {
    const own = account(simulator, 1);
    const { appId, appSecret } = app(own);
    const hub = own.users.find(({ userName }) => userName === 'hub');
    const parameters = [own.acctId, 'hub', hub?.password, 2052, '100'];
    const byOrg = await login('ValidateUserByOrgNumber', { parameters });
    assert.equal(byOrg.Context?.CurrentOrganizationInfo.ID, 1);
    const secret = await login('LoginByAppSecret', {
      parameters: [own.acctId, 'hub', appId, appSecret],
    });
    assert.equal(secret.Context?.CurrentOrganizationInfo.ID, 100_002);
  });

  it('is refused by name to a locked user, and by every way', async () => {
    const { acctId } = account(simulator);
    const { appId, appSecret } = app(account(simulator));
    await setAccess({ users: [{ userName: 'hub', locked: true }] });
    const replies = [
      await login('ValidateUser', { parameters: [acctId, 'hub', password()] }),
      await login('LoginByAppSecret', { parameters: [acctId, 'hub', appId, appSecret] }),
    ];
    for (const { LoginResultType, Message } of replies) {
      assert.deepEqual([LoginResultType, Message], [-1, '用户已被锁定，请联系系统管理员']);
    }
  });

  it('says what the switch says when it fails, so that nobody reads the text', async () => {
    await setSwitches({ loginFailureText: 'Login failed' });
    const { acctId } = account(simulator);
    const reply = await login('ValidateUser', { parameters: [acctId, 'hub', 'wrong'] });
    assert.deepEqual([reply.LoginResultType, reply.Message], [0, 'Login failed']);
    await setSwitches({ loginFailureText: '' });
  });

  it('tells of a password that expires, that has expired, and stops all calls of a hard-expired one', async () => {
    const { acctId } = account(simulator);
    const enter = { parameters: [acctId, 'hub', password()] };
    await setAccess({ users: [{ userName: 'hub', password: 'expiring' }] });
    const expiring = await login('ValidateUser', enter);
    assert.deepEqual([expiring.LoginResultType, expiring.MessageCode], [1, 'CheckPasswordPolicy']);
    await setAccess({ users: [{ userName: 'hub', password: 'expired' }] });
    const expired = await login('ValidateUser', enter);
    assert.deepEqual([expired.LoginResultType, expired.MessageCode], [-3, 'CheckPasswordPolicy']);
    await setAccess({ users: [{ userName: 'hub', password: 'hard-expired' }] });
    const { headers } = await post(simulator, `${service}.ValidateUser`, JSON.stringify(enter));
    const cookie = /kdservice-sessionid=[^;]+/.exec(headers.get('set-cookie') ?? '')?.[0] ?? '';
    const { status, text } = await post(simulator, 'View', '{}', { cookie });
    assert.equal(status, 200);
    assert.equal(text, '401 Forbidden ByRspRetStatusCode -- N001: Unexpectable request.');
  });

  it('with a licence that ends soon gives a form, and a session by cookie alone', async () => {
    const { acctId } = account(simulator);
    await setSwitches({ licenceWarning: 'everybody' });
    const body = JSON.stringify({ parameters: [acctId, 'hub', password()] });
    const { headers, json } = await post(simulator, `${service}.ValidateUser`, body);
    const reply = json as LoginReply;
    assert.deepEqual(
      [reply.LoginResultType, reply.FormId, reply.KDSVCSessionId, reply.IsSuccessByAPI],
      [-5, 'BOS_CloudInspection', null, true],
    );
    const session = /kdservice-sessionid=([^;]+)/.exec(headers.get('set-cookie') ?? '')?.[1] ?? '';
    assert.equal(await msgCode(session), undefined);
  });

  it('that needs what the server has not got fails like any other', async () => {
    const { acctId } = account(simulator);
    for (const method of ['ValidateUserEnDeCode', 'ValidateDomainUser', 'LoginByRSASign']) {
      const reply = await login(method, { parameters: [acctId, 'hub', password()] });
      assert.deepEqual([reply.LoginResultType, reply.Context], [-1, null], method);
    }
  });
});

describe('the authorisation of an application', () => {
  it('names the users it may log in as', async () => {
    const { acctId } = account(simulator);
    const { appId, appSecret } = app(account(simulator));
    const enter = (user: string): Promise<LoginReply> =>
      login('LoginByAppSecret', { parameters: [acctId, user, appId, appSecret] });
    assert.equal((await enter('wangfang')).LoginResultType, -1);
    await setAccess({ apps: [{ appId, users: ['wangfang'] }] });
    assert.equal((await enter('wangfang')).Context?.UserName, 'wangfang');
    assert.equal((await enter('hub')).LoginResultType, -1);
    await setAccess({ apps: [{ appId, users: ['*'] }] });
    assert.equal((await enter('hub')).LoginResultType, 1);
  });

  it('names the addresses it is used from, for logins and for signed headers', async () => {
    const own = account(simulator);
    const { appId, appSecret } = app(own);
    await setAccess({ apps: [{ appId, addresses: ['10.1.2.3'] }] });
    const refused = await login('LoginByAppSecret', {
      parameters: [own.acctId, 'hub', appId, appSecret],
    });
    assert.equal(refused.LoginResultType, -1);
    assert.match(refused.Message ?? '', /127\.0\.0\.1/);
    const { json } = await post(simulator, 'View', '{}', signedHeaders(own));
    assert.equal(statusOf(json).MsgCode, 1);
    await setAccess({ apps: [{ appId, addresses: ['127.0.0.1'] }] });
    const admitted = await login('LoginByAppSecret', {
      parameters: [own.acctId, 'hub', appId, appSecret],
    });
    assert.equal(admitted.LoginResultType, 1);
  });
});
