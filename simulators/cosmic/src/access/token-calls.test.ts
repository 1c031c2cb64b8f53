import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { standardOf } from '@hub/simulator-kit';
import { switchBoard } from '../switches.js';
import { RawClient, type Answer } from '../testing/raw-client.js';

let client: RawClient;
before(async () => {
  client = await RawClient.start();
});
beforeEach(async () => {
  // A minute later the limit of tokens is forgotten.
  client.simulator.clock.shift(61_000);
  await client.switch(standardOf(switchBoard));
});
after(() => client.close());

const page = { data: {}, pageNo: 1, pageSize: 10 };
const orders = 'kapi/v2/pm/pm_purorderbill/query';

function getToken(more: object = {}): Promise<Answer> {
  return client.send('kapi/oauth2/getToken', client.credentials(more));
}

async function saidTo(more: object): Promise<readonly [string, string]> {
  const { errorCode, message } = await getToken(more);
  return [errorCode, message ?? ''];
}

describe('getToken', () => {
  it('hands out a token for two hours, told in milliseconds as the vendor prints them', async () => {
    const { status, errorCode, data } = await getToken();
    assert.deepEqual([status, errorCode], [true, '0']);
    assert.match(String(data['access_token']), /^OPENAPIAUTH_/);
    assert.deepEqual([data['token_type'], data['expires_in']], ['Bearer', '7200000']);
  });

  it('is there behind /ierp as well, and takes the times that clients write', async () => {
    const now = client.simulator.clock.now();
    const china = new Date(now + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    for (const timestamp of [String(now), china, new Date(now).toISOString()]) {
      const body = client.credentials({ timestamp });
      assert.equal((await client.send('ierp/kapi/oauth2/getToken', body)).errorCode, '0');
    }
  });

  it('says at which check it stopped', async () => {
    const table: readonly (readonly [object, string, RegExp])[] = [
      [{ client_id: '' }, '603', /^client_id为空/],
      [{ timestamp: '2020-01-01 00:00:00' }, '603', /相差超过5分钟/],
      [{ client_id: 'nobody' }, '401', /nobody在系统中不存在或未启用/],
      [{ accountId: '1' }, '401', /在系统中不存在或未启用/],
      [{ client_secret: 'wrong' }, '401', /第 1 次密钥验证失败/],
      [{ username: 'nobody' }, '603', /用户无效或不可用/],
      [{ username: 'lixiaomei' }, '603', /不在代理用户中/],
    ];
    for (const [more, code, words] of table) {
      const [errorCode, message] = await saidTo(more);
      assert.equal(errorCode, code, JSON.stringify(more));
      assert.match(message, words);
    }
  });

  it('takes a nonce once', async () => {
    assert.deepEqual(await saidTo({ nonce: 'same' }), ['0', '']);
    assert.match(
      (await saidTo({ nonce: 'same' })).join(' '),
      /^603 本次参数nonce:same已经调用过了/,
    );
  });

  it('locks the application for three minutes after five wrong secrets', async () => {
    for (let tries = 1; tries <= 5; tries += 1) await saidTo({ client_secret: 'wrong' });
    assert.match((await saidTo({})).join(' '), /^401 .*已锁定/);
    client.simulator.clock.shift(181_000);
    assert.deepEqual(await saidTo({}), ['0', '']);
  });

  it('is given thirty times a minute', async () => {
    for (let tries = 1; tries <= 30; tries += 1) await getToken();
    assert.equal((await getToken()).errorCode, '429');
    client.simulator.clock.shift(61_000);
    assert.equal((await getToken()).errorCode, '0');
  });

  it('takes the data centre from the header, and can be asked about and taken back', async () => {
    const body = { ...client.credentials(), accountId: undefined };
    const headers = { accountId: client.account.accountId };
    const { data } = await client.send('kapi/oauth2/getToken', body, headers);
    const token = String(data['access_token']);
    const about = client.credentials({ token, token_type_hint: 'access_token' });
    assert.equal((await client.send('kapi/oauth2/verifyToken', about)).data['active'], true);
    assert.equal((await client.send('kapi/oauth2/withdrawToken', about)).status, true);
    assert.equal((await client.send('kapi/oauth2/verifyToken', about)).errorCode, '612');
  });
});

describe('a call', () => {
  it('is let in by a token in any of its headers, and by none in the URL', async () => {
    await client.open();
    for (const name of ['accessToken', 'accesstoken', 'access_token'])
      assert.equal((await client.send(orders, page, { [name]: client.token })).errorCode, '0');
    const inUrl = `${orders}?access_token=${client.token}`;
    assert.equal((await client.send(inUrl, page)).errorCode, '401');
    await client.switch({ tokenIn: 'header-or-query' });
    assert.equal((await client.send(inUrl, page)).errorCode, '0');
  });

  it('is refused with 401 once the token has run out, whether the path is there or not', async () => {
    await client.open();
    client.simulator.clock.shift(7_200_000);
    for (const path of ['pm/pm_purorderbill/query', 'pm/pm_nonsense/query']) {
      const { http, errorCode, message } = await client.call(path, page);
      assert.deepEqual([http, errorCode, message], [200, '401', '未经授权的访问。']);
    }
    await client.switch({ errorStatus: 'as-code' });
    assert.equal((await client.call('pm/pm_purorderbill/query', page)).http, 401);
  });

  it('needs the identity where a gateway stands before the server', async () => {
    await client.open();
    await client.switch({ gatewayIdentity: true });
    const bare = await client.call('pm/pm_purorderbill/query', page);
    assert.match(bare.message ?? '', /x-acgw-identity/);
    const headers = { accessToken: client.token, 'x-acgw-identity': client.account.identity };
    assert.equal((await client.send(orders, page, headers)).errorCode, '0');
  });

  it('may carry openApiSign instead where basic authentication is on, by GET too', async () => {
    const { openApiSign, accountId } = client.account;
    const path = `kapi/v2/pm/pm_purorderbill/query?billno=CGDD-000002&pageSize=10&pageNo=1&openApiSign=${openApiSign}&accountId=${accountId}`;
    assert.equal((await client.get(path)).errorCode, '401');
    await client.switch({ basicSign: true });
    const { data } = await client.get(path);
    const [row] = data['rows'] as { billno: string }[];
    assert.deepEqual([row?.billno, data['totalCount']], ['CGDD-000002', 1]);
  });

  it('goes by the two old steps where they are still on', async () => {
    const { clientId, clientSecret, accountId, username } = client.account;
    const first = { appId: clientId, appSecuret: clientSecret, tenantid: 't', accountId };
    assert.equal((await client.send('ierp/api/getAppToken.do', first)).data['success'], false);
    await client.switch({ oldLogin: true });
    const app = await client.send('ierp/api/getAppToken.do', { ...first, language: 'zh_CN' });
    assert.deepEqual([app.data['success'], app.data['error_code']], [true, '0']);
    const second = {
      user: username,
      apptoken: app.data['app_token'],
      accountId,
      usertype: 'UserName',
    };
    const login = await client.send('ierp/api/login.do', second);
    const headers = { access_token: String(login.data['access_token']) };
    assert.equal((await client.send(orders, page, headers)).errorCode, '0');
  });

  it('needs no token to list the data centres', async () => {
    const response = await fetch(`${client.simulator.url}ierp/auth/getAllDatacenters.do`, {
      method: 'POST',
    });
    const centers = (await response.json()) as { accountId: string }[];
    assert.deepEqual(
      centers.map(({ accountId }) => accountId),
      client.simulator.accounts.map(({ accountId }) => accountId),
    );
  });
});
