import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { holdStill } from '../testing/patience.js';
import { read, SimulatorClient, type Answer } from '../testing/simulator-client.js';

describe('access tokens', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  after(async () => {
    await simulator.close();
  });

  const getToken = async (query: string): Promise<Answer> =>
    read(await fetch(`${simulator.oapi}/gettoken${query}`));

  it('gives the same token on all three ways while it is valid, and a new one after that', async (context) => {
    holdStill(context, simulator.clock);
    const { appKey, appSecret, corpId } = client.organisation;
    const first = await client.token();
    const old = await getToken(`?appkey=${appKey}&appsecret=${appSecret}`);
    const credentials = {
      client_id: appKey,
      client_secret: appSecret,
      grant_type: 'client_credentials',
    };
    const corp = await client.api('POST', `/v1.0/oauth2/${corpId}/token`, credentials, '');
    assert.deepEqual(old.body, { errcode: 0, errmsg: 'ok', access_token: first, expires_in: 7200 });
    assert.deepEqual(corp.body, { access_token: first, expires_in: 7200 });
    simulator.clock.shift(7_199_000);
    assert.equal(await client.token(), first);
    simulator.clock.shift(7_199_000);
    assert.equal(await client.token(), first);
    simulator.clock.shift(7_201_000);
    const stale = await client.oapi('/topapi/user/listid', { dept_id: 1 }, first);
    assert.equal(stale.body['sub_code'], '40014');
    assert.notEqual(await client.token(), first);
  });

  it('keeps the tokens of two organisations apart', async () => {
    const other = new SimulatorClient(simulator, 1);
    assert.notEqual(await client.token(), await other.token());
  });

  it('says what is wrong with credentials in the words of each way', async () => {
    const { appKey, appSecret, corpId } = client.organisation;
    const wrong = await client.api(
      'POST',
      '/v1.0/oauth2/accessToken',
      { appKey, appSecret: 'x' },
      '',
    );
    assert.equal(wrong.status, 400);
    assert.equal(wrong.body['code'], 'invalidClientIdOrSecret');
    assert.equal(wrong.body['message'], '无效的clientId或者clientSecret');
    assert.deepEqual((await getToken(`?appkey=${appKey}&appsecret=x`)).body, {
      errcode: 40096,
      errmsg: '不合法的appKey或appSecret',
    });
    assert.deepEqual((await getToken('')).body, {
      errcode: 40035,
      errmsg: '缺少参数 corpid or appkey',
    });
    const pair = { client_id: appKey, client_secret: appSecret };
    const grant = { ...pair, grant_type: 'client_credentials' };
    const strange = new SimulatorClient(simulator, 1).organisation.corpId;
    const cases = [
      { path: corpId, body: pair, want: [400, 'unsupported.grant.type'] },
      { path: corpId, body: { ...grant, client_secret: 'x' }, want: [400, 'invalid.client'] },
      { path: strange, body: grant, want: [401, 'unauthorized.client'] },
      { path: 'dingnone', body: grant, want: [500, 'unknownError'] },
    ];
    for (const { path, body, want } of cases) {
      const answer = await client.api('POST', `/v1.0/oauth2/${path}/token`, body, '');
      assert.deepEqual([answer.status, answer.body['code']], want);
    }
  });
});
