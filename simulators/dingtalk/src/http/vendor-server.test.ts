import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { allScopes } from '../organisation/scopes.js';
import { defaultSettings } from '../settings.js';
import { holdStill } from '../testing/patience.js';
import { read, SimulatorClient } from '../testing/simulator-client.js';

const requestId = /^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}$/;
const apiPath = '/v1.0/card/instances/deliver';
const oapiPath = '/topapi/v2/user/get';

describe('errors of the two generations', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;

  before(async () => {
    simulator = await startDingTalkSimulator();
    client = new SimulatorClient(simulator);
  });
  beforeEach(() => {
    simulator.faults.clear();
    Object.assign(simulator.settings, defaultSettings());
  });
  after(async () => {
    await simulator.close();
  });

  it('answers a wrong token with HTTP 400 and an upper-case request id on v1.0', async () => {
    const { body, contentType, status } = await client.api('POST', apiPath, {}, 'wrong');
    assert.equal(status, 400);
    assert.equal(contentType, 'application/json;charset=utf-8');
    assert.match(body['requestid'] as string, requestId);
    assert.deepEqual(
      { ...body, requestid: '' },
      { code: 'InvalidAuthentication', requestid: '', message: '不合法的access_token' },
    );
  });

  it('takes the token of v1.0 from its own header only', async () => {
    const token = await client.token();
    const url = `${simulator.api}${apiPath}?access_token=${token}`;
    const headers = { authorization: `Bearer ${token}` };
    const { body, status } = await read(await fetch(url, { method: 'POST', headers }));
    assert.equal(status, 400);
    assert.equal(body['code'], 'AuthenticationFailed.MissingParameter');
  });

  it('answers a wrong token with HTTP 200 and a sub_code of string type on oapi', async () => {
    const { body, status } = await client.oapi(oapiPath, { userid: 'manager01' }, 'wrong');
    assert.equal(status, 200);
    assert.match(body['request_id'] as string, /^[0-9a-z]{13}$/);
    assert.deepEqual(
      { ...body, request_id: '' },
      {
        errcode: 88,
        sub_code: '40014',
        sub_msg: '不合法的access_token',
        errmsg: 'ding talk error[subcode=40014,submsg=不合法的access_token]',
        request_id: '',
      },
    );
  });

  it('names an unknown API in the way of its generation', async () => {
    const old = await client.oapi('/topapi/v2/user/notexist', {}, 'any');
    assert.deepEqual(old.body, {
      errcode: 22,
      sub_msg: '不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist',
      errmsg: 'Invalid method[submsg=不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist]',
    });
    const fresh = await client.api('GET', '/v1.0/no/such/call', undefined, 'any');
    assert.equal(fresh.status, 404);
    assert.equal(fresh.body['code'], 'InvalidAction.NotFound');
  });

  it('refuses a call whose permission the application lacks', async () => {
    const { appKey, corpId } = client.organisation;
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    await client.control('PUT', app, { scopes: ['qyapi_base'] });
    const fresh = await client.api('POST', apiPath, {});
    const old = await client.oapi(oapiPath, { userid: 'manager01' });
    await client.control('PUT', app, { scopes: allScopes });
    assert.equal(fresh.status, 403);
    assert.equal(fresh.body['code'], 'Forbidden.AccessDenied.AccessTokenPermissionDenied');
    assert.deepEqual(fresh.body['accessdenieddetail'], { requiredScopes: ['Card.Instance.Write'] });
    assert.equal(old.body['sub_code'], '60011');
    assert.match(old.body['sub_msg'] as string, /requiredScopes=\[qyapi_get_member\]/);
  });

  it('refuses the 21st call of an application and API within a second, and counts each API alone', async (context) => {
    holdStill(context, simulator.clock);
    // Whatever was called before counts no more.
    simulator.clock.shift(1001);
    const token = await client.token();
    const codes = [];
    for (let call = 0; call < 21; call += 1) {
      const { body } = await client.oapi(oapiPath, { userid: 'manager01' }, token);
      codes.push(body['sub_code'] ?? body['errcode']);
    }
    assert.deepEqual(codes, [...Array<number>(20).fill(0), '90018']);
    const other = await client.oapi('/topapi/user/listid', { dept_id: 1 }, token);
    assert.equal(other.body['errcode'], 0);
    simulator.clock.shift(1001);
    const later = await client.oapi(oapiPath, { userid: 'manager01' }, token);
    assert.equal(later.body['errcode'], 0);
  });

  it('counts the monthly quota for cards and not for the directory', async () => {
    simulator.settings.monthlyApiCalls = 0;
    const card = await client.api('POST', apiPath, {});
    const person = await client.oapi(oapiPath, { userid: 'manager01' });
    assert.equal(card.status, 403);
    assert.equal(card.body['code'], 'Forbidden.AccessDenied.ApiCountLimitForOrg');
    assert.equal(person.body['errcode'], 0);
  });

  it('bans an address with a page of HTML when it calls too often', async (context) => {
    holdStill(context, simulator.clock);
    simulator.clock.shift(20_001);
    simulator.settings.ipCallsPer20Seconds = 3;
    const kinds = [];
    for (let call = 0; call < 4; call += 1) {
      const { contentType } = await client.api('POST', apiPath, {}, 'wrong');
      kinds.push(contentType.split(';')[0]);
    }
    assert.deepEqual(kinds, [...Array<string>(3).fill('application/json'), 'text/html']);
    simulator.clock.shift(5 * 60_000 + 1);
    const later = await client.api('POST', apiPath, {}, 'wrong');
    assert.equal(later.body['code'], 'InvalidAuthentication');
  });

  const struck = [
    { kind: 'status', params: { status: 503 }, api: [503, 'unknownError'], oapi: [503, undefined] },
    { kind: 'busy', api: [429, 'systemBusy'], oapi: [200, -1] },
    { kind: 'token-expired', api: [400, 'InvalidAuthentication'], oapi: [200, 88, '40014'] },
    { kind: 'ip', api: [403, 'Forbidden.AccessDenied.IpNotInWhiteList'], oapi: [200, 88, '60020'] },
    {
      kind: 'qps',
      api: [403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi'],
      oapi: [200, 88, '90018'],
    },
    {
      kind: 'qpm',
      api: [403, 'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi'],
      oapi: [200, 88, '90018'],
    },
    {
      kind: 'api-qps',
      api: [403, 'Forbidden.AccessDenied.QpsLimitForApi'],
      oapi: [200, 88, '90002'],
    },
    {
      kind: 'quota',
      api: [403, 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
      oapi: [200, 88, '90020'],
    },
  ];

  for (const { kind, params = {}, api, oapi } of struck) {
    it(`makes the error "${kind}" once on either generation`, async () => {
      simulator.faults.add({ kind, target: apiPath, params });
      simulator.faults.add({ kind, target: 'v2.user.get', params });
      const fresh = await client.api('POST', apiPath, {});
      const old = await client.oapi(oapiPath, { userid: 'manager01' });
      assert.deepEqual([fresh.status, fresh.body['code']], api);
      const [status, errcode, subCode] = oapi;
      assert.deepEqual(
        [old.status, old.body['errcode'], old.body['sub_code']],
        [status, errcode, subCode],
      );
      const again = await client.oapi(oapiPath, { userid: 'manager01' });
      assert.equal(again.body['errcode'], 0);
    });
  }

  it('fails behind the gateway with errcode 15 and an isp code, which only one call could', async () => {
    const params = { errcode: 15, subCode: 'isp.top-remote-connection-timeout', errmsg: '超时' };
    simulator.faults.add({ kind: 'business', target: 'v2.user.get', params });
    const { body } = await client.oapi(oapiPath, { userid: 'manager01' });
    const { request_id: requestId, ...error } = body;
    assert.match(requestId as string, /^[0-9a-z]{13}$/);
    assert.deepEqual(error, {
      errcode: 15,
      sub_code: 'isp.top-remote-connection-timeout',
      sub_msg: '超时',
      errmsg: 'Remote service error[subcode=isp.top-remote-connection-timeout,submsg=超时]',
    });
  });

  it('does the work and then answers half a JSON text, or cuts the line', async () => {
    const path = '/v1.0/robot/oToMessages/batchSend';
    const { robotCode } = client.organisation;
    const message = {
      robotCode,
      userIds: ['manager01'],
      msgKey: 'sampleText',
      msgParam: '{"content":"一"}',
    };
    simulator.faults.add({ kind: 'half-json', target: path });
    const half = await client.api('POST', path, message);
    assert.equal(half.status, 200);
    assert.throws(() => JSON.parse(half.text) as unknown);
    simulator.faults.add({ kind: 'drop', target: path });
    await assert.rejects(client.api('POST', path, message), TypeError);
    assert.equal(client.entries('robot.sent').length, 2);
  });

  it('survives an address that cannot be read', async () => {
    // A broken escape stands for itself: it names an organisation that there is not.
    const unknown = await client.api('POST', '/v1.0/oauth2/%E0%A4%A/token', {}, '');
    assert.deepEqual([unknown.status, unknown.body['code']], [500, 'unknownError']);
    assert.notEqual(await client.token(), '');
  });

  it('says what its own clock says, so that a client may notice how far off it is', async () => {
    simulator.clock.shift(600_000);
    const earliest = simulator.clock.now();
    const { headers } = await fetch(simulator.api);
    const latest = simulator.clock.now();
    // In whole seconds.
    const said = Date.parse(headers.get('date') ?? '');
    assert.ok(earliest - 1_000 < said && said <= latest, String([earliest, said, latest]));
    assert.ok(simulator.clock.offsetMs >= 600_000);
  });

  it('keeps tokens and secrets out of the journal', async () => {
    const token = await client.token();
    await client.oapi(oapiPath, { userid: 'manager01' }, token);
    const { appKey, appSecret } = client.organisation;
    await fetch(`${simulator.oapi}/gettoken?appkey=${appKey}&appsecret=${appSecret}`);
    const journal = JSON.stringify(simulator.journal.after(0, 100_000));
    assert.equal(journal.includes(appSecret), false);
    assert.equal(journal.includes(token), false);
    assert.equal(journal.includes(oapiPath), true);
  });
});
