import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { HubError } from '@hub/core';
import type { DingTalkClient } from './dingtalk-client.js';
import {
  apiError,
  application,
  faultOf,
  gatewayError,
  nobodyThere,
  printedCode,
  ScriptedDingTalk,
  type Script,
} from './testing/scripted-dingtalk.js';

const cards = '/v1.0/card/instances';
const departments = '/topapi/v2/department/listsub';
const html = '<!doctype html><html><body>deny</body></html>';
const denied = 'Forbidden.AccessDenied.';
const scopes = { accessdenieddetail: { requiredScopes: ['Card.Instance.Write'] } };

// Name, HTTP status, body, what it means.
// prettier-ignore
const apiTable: readonly (readonly [string, number, string, string])[] = [
  ['a token that is not taken', 400, apiError('InvalidAuthentication', '不合法的access_token'), 'DINGTALK_TOKEN (r)'],
  ['no token', 400, apiError('AuthenticationFailed.MissingParameter', '缺少参数'), 'DINGTALK_TOKEN (r)'],
  ['a scope not granted', 403, apiError(`${denied}AccessTokenPermissionDenied`, '没有权限', scopes), 'DINGTALK_SCOPE'],
  ['an address not listed', 403, apiError(`${denied}IpNotInWhiteList`, ''), 'DINGTALK_ADDRESS_REFUSED'],
  ['the rate of the application', 403, apiError(`${denied}QpsLimitForAppkeyAndApi`, '被暂时禁用了'), 'DINGTALK_QPS (r 1000)'],
  ['the rate per minute', 403, apiError(`${denied}QpmLimitForAppkeyAndApi`, ''), 'DINGTALK_QPS (r 60000)'],
  ['the rate of everybody', 403, apiError(`${denied}QpsLimitForApi`, ''), 'DINGTALK_QPS (r 1000)'],
  ['the rate of a suite', 403, apiError(`${denied}QpsLimitForSuitekeyAndOrgAndApi`, ''), 'DINGTALK_QPS (r 1000)'],
  ['a limit nobody knows', 403, apiError(`${denied}SomeOtherLimit`, ''), 'DINGTALK_QPS (r 1000)'],
  ['another 403', 403, apiError('Forbidden.Else', ''), 'DINGTALK_SCOPE'],
  ['the quota of the month', 403, apiError(`${denied}ApiCountLimitForOrg`, ''), 'DINGTALK_QUOTA (r 3600000)'],
  ['a busy platform', 429, apiError('systemBusy', ''), 'DINGTALK_BUSY (r 1000)'],
  ['a busy card service', 500, apiError('system.busy', 'system.busy'), 'DINGTALK_BUSY (r 1000)'],
  ['a template that is not there', 400, apiError('param.templateNotExist', 'param.templateNotExist'), 'DINGTALK_TEMPLATE'],
  ['a wrong parameter as 500', 500, apiError('param.callbackRouteKeyExist', ''), 'DINGTALK_REFUSED'],
  ['too many users', 400, apiError('invalidParameter.userIds.overMax', ''), 'DINGTALK_REFUSED'],
  ['haste', 400, apiError('send.too.fast', ''), 'DINGTALK_QPS (r 1000)'],
  ['a wrong path', 404, apiError('InvalidAction.NotFound', 'Specified api is not found'), 'DINGTALK_REFUSED'],
  ['an unknown error', 500, apiError('unknownError', '未知错误'), 'DINGTALK_BUSY (r 1000)'],
  ['502', 502, html, 'DINGTALK_BUSY (r 1000)'],
  ['503 without a word', 503, '', 'DINGTALK_BUSY (r 1000)'],
  ['504', 504, '{}', 'DINGTALK_BUSY (r 1000)'],
  ['a blocked address as a page', 200, html, 'DINGTALK_IP_BANNED (r 300000)'],
  ['a blocked address as a 403 page', 403, html, 'DINGTALK_IP_BANNED (r 300000)'],
  ['a blocked address as JSON', 200, '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}', 'DINGTALK_IP_BANNED (r 300000)'],
  ['no inside a 200', 200, '{"success":false,"code":"x"}', 'DINGTALK_REFUSED'],
  ['garbage', 200, 'garbage', 'DINGTALK_MALFORMED (r)'],
  ['a list', 200, '[]', 'DINGTALK_MALFORMED (r)'],
  ['a redirect', 302, '{}', 'DINGTALK_MALFORMED (r)'],
];

// prettier-ignore
const oapiTable: readonly (readonly [string, number, string, string])[] = [
  ['a blank token', 200, gatewayError('40000', '不合法的access_token'), 'DINGTALK_TOKEN (r)'],
  ['a token that is not taken', 200, gatewayError('40014', '不合法的access_token'), 'DINGTALK_TOKEN (r)'],
  ['the same, flat', 200, '{"errcode":40001,"errmsg":"invalid"}', 'DINGTALK_TOKEN (r)'],
  ['an expired token, flat', 200, '{"errcode":42001,"errmsg":"expired"}', 'DINGTALK_TOKEN (r)'],
  ['a scope not granted', 200, gatewayError('60011', '没有调用该接口的权限,requiredScopes=[qyapi_get_member]'), 'DINGTALK_SCOPE'],
  ['an address not listed', 200, gatewayError('60020', ''), 'DINGTALK_ADDRESS_REFUSED'],
  ['a wrong pair of key and secret', 200, '{"errcode":40096,"errmsg":"不合法的appKey或appSecret"}', 'DINGTALK_CREDENTIALS'],
  ['an unknown user', 200, '{"errcode":60121,"errmsg":"找不到该用户"}', 'DINGTALK_USER'],
  ['an unknown call', 200, '{"errcode":22,"sub_msg":"不合法ApiName","errmsg":"Invalid method"}', 'DINGTALK_REFUSED'],
  ['the quota of the month', 200, gatewayError('90020', ''), 'DINGTALK_QUOTA (r 3600000)'],
  ['a blocked address as a page', 200, html, 'DINGTALK_IP_BANNED (r 300000)'],
  ['garbage', 200, '', 'DINGTALK_MALFORMED (r)'],
  ['no errcode', 200, '{"result":[]}', 'DINGTALK_MALFORMED (r)'],
];

// Refusals that reading the directory waits out; the robot's webhook tells them at once.
// prettier-ignore
const webhookTable: readonly (readonly [string, number, string, string])[] = [
  ['success as a text', 200, '{"errcode":"0","errmsg":"ok"}', 'fine'],
  ['success', 200, '{"errcode":0,"errmsg":"ok"}', 'fine'],
  ['the rate of the application', 200, gatewayError('90018', ''), 'DINGTALK_QPS (r 1000)'],
  ['the rate of everybody, flat', 200, '{"errcode":90002}', 'DINGTALK_QPS (r 1000)'],
  ['a robot that says too much', 200, '{"errcode":660026,"errmsg":"sending too many messages per minute"}', 'DINGTALK_ROBOT_RATE (r 600000)'],
  ['the same in 2025', 200, '{"errcode":130101}', 'DINGTALK_ROBOT_RATE (r 600000)'],
  ['the same by the book', 200, '{"errcode":410100}', 'DINGTALK_ROBOT_RATE (r 600000)'],
  ['busy', 200, '{"errcode":-1,"errmsg":"系统繁忙"}', 'DINGTALK_BUSY (r 1000)'],
  ['a remote failure', 200, '{"errcode":15,"sub_code":"isp.timeout","sub_msg":""}', 'DINGTALK_BUSY (r 1000)'],
  ['a session that ended', 200, '{"errcode":300001,"errmsg":"session expired"}', 'DINGTALK_REFUSED'],
  ['502', 502, html, 'DINGTALK_BUSY (r 1000)'],
];

describe('calls to DingTalk', () => {
  let dingtalk: ScriptedDingTalk;
  let client: DingTalkClient;

  beforeEach(async () => {
    dingtalk = await ScriptedDingTalk.start();
    client = dingtalk.client();
  });
  afterEach(async () => {
    await client.close();
    await dingtalk.close();
  });

  const update = (): Promise<void> => client.updateCard({ outTrackId: 'c1', cardData: { a: '1' } });
  const reply = (): Promise<void> =>
    client.replySession(`${dingtalk.url}/robot/sendBySession?session=canary-session`, {
      text: '好',
    });

  for (const [name, status, body, want] of apiTable) {
    it(`of the new API: ${name} is ${want}`, async () => {
      const headers = body === html ? { 'content-type': 'text/html' } : {};
      dingtalk.byPath({ [cards]: () => ({ status, body, headers }) });
      assert.equal(printedCode(await faultOf(update())), want);
      assert.equal(dingtalk.calls(cards).length, want.startsWith('DINGTALK_TOKEN') ? 2 : 1);
    });
  }

  for (const [name, status, body, want] of oapiTable) {
    it(`of the old API: ${name} is ${want}`, async () => {
      dingtalk.byPath({ [departments]: () => ({ status, body }) });
      assert.equal(printedCode(await faultOf(client.directory())), want);
      assert.equal(dingtalk.calls(departments).length, want.startsWith('DINGTALK_TOKEN') ? 2 : 1);
    });
  }

  for (const [name, status, body, want] of webhookTable) {
    it(`of a webhook: ${name} is ${want}`, async () => {
      dingtalk.byPath({ '/robot/sendBySession': () => ({ status, body }) });
      const outcome = await reply().then(
        () => 'fine',
        (error: unknown) => (error instanceof HubError ? printedCode(error) : error),
      );
      assert.equal(outcome, want);
    });
  }

  it('name the scopes that are missing', async () => {
    const body = apiError(`${denied}AccessTokenPermissionDenied`, '没有权限', scopes);
    dingtalk.byPath({ [cards]: () => ({ status: 403, body }) });
    assert.match((await faultOf(update())).message, /needs Card\.Instance\.Write/);
  });

  it('fetch one token for many calls at the same time, and send it in the header only', async () => {
    dingtalk.byPath({ [cards]: () => ({ body: '{"success":true,"result":true}' }) });
    await Promise.all(Array.from({ length: 20 }, update));
    assert.equal(dingtalk.tokens, 1);
    const [asked] = dingtalk.calls('/v1.0/oauth2/accessToken');
    assert.deepEqual(JSON.parse(asked?.body ?? ''), {
      appKey: application.appKey,
      appSecret: application.appSecret,
    });
    for (const call of dingtalk.calls(cards)) {
      assert.equal(call.headers['x-acs-dingtalk-access-token'], 'canary-token-1');
      assert.equal(call.search, '');
    }
  });

  it('renew a refused token once for all calls and send each again once', async () => {
    const old = { status: 400, body: apiError('InvalidAuthentication', 'Invalid access_token') };
    dingtalk.byPath({
      [cards]: ({ headers }) =>
        headers['x-acs-dingtalk-access-token'] === 'canary-token-1'
          ? old
          : { body: '{"success":true}' },
    });
    await Promise.all(Array.from({ length: 10 }, update));
    assert.equal(dingtalk.tokens, 2);
    assert.equal(dingtalk.calls(cards).length, 20);
  });

  it('renew the token ten minutes before its end', async () => {
    let monotonic = 0;
    const clock = { now: () => 0, monotonic: () => monotonic, sleep: () => Promise.resolve() };
    await client.close();
    client = dingtalk.client({ clock });
    dingtalk.byPath({ [cards]: () => ({ body: '{"success":true}' }) });
    for (const [at, tokens] of [
      [0, 1],
      [6_599_999, 1],
      [6_600_000, 2],
    ] as const) {
      monotonic = at;
      await update();
      assert.equal(dingtalk.tokens, tokens, `at ${String(at)} ms`);
    }
  });

  it('say that key and secret are wrong, and do not ask again at once', async () => {
    const body = apiError(
      'invalidClientIdOrSecret',
      `无效的clientId或者clientSecret ${application.appSecret}`,
    );
    dingtalk.byPath({ '/v1.0/oauth2/accessToken': () => ({ status: 400, body }) });
    const error = await faultOf(update());
    assert.equal(error.code, 'DINGTALK_CREDENTIALS');
    assert.match(error.message, /invalidClientIdOrSecret .*\*\*\*; check appKey and appSecret/);
    assert.equal((await faultOf(update())).code, 'DINGTALK_CREDENTIALS');
    assert.equal(dingtalk.seen.length, 1);
  });

  it('refuse a token answer without a token', async () => {
    dingtalk.byPath({ '/v1.0/oauth2/accessToken': () => ({ body: '{"expireIn":7200}' }) });
    assert.equal(printedCode(await faultOf(update())), 'DINGTALK_MALFORMED (r)');
  });

  it('time out, are cut off, are too large or find nobody there', async () => {
    const hasty = dingtalk.client({ requestTimeoutMs: 150 });
    dingtalk.byPath({ [cards]: () => new Promise<undefined>(() => undefined) });
    const late = await faultOf(hasty.updateCard({ outTrackId: 'c1', cardData: { a: '1' } }));
    await hasty.close();
    assert.equal(printedCode(late), 'DINGTALK_TIMEOUT (r)');

    const body = `{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`;
    const scripts: readonly (readonly [Script, string])[] = [
      [(_call, response) => void response.destroy(), 'DINGTALK_UNREACHABLE (r)'],
      [() => ({ body }), 'DINGTALK_MALFORMED (r)'],
    ];
    for (const [script, want] of scripts) {
      dingtalk.byPath({ [cards]: script });
      assert.equal(printedCode(await faultOf(update())), want);
    }
    await client.close();
    client = dingtalk.client({ api: nobodyThere, oapi: nobodyThere });
    assert.equal(printedCode(await faultOf(update())), 'DINGTALK_UNREACHABLE (r)');
  });

  it('go to plain http and https addresses only', () => {
    for (const api of [
      '',
      'api.dingtalk.com',
      'file:///etc',
      'https://u:canary@api.dingtalk.com',
      'https://api.dingtalk.com/?a=1',
    ]) {
      assert.throws(
        () => dingtalk.client({ api }),
        (error) =>
          error instanceof HubError &&
          error.code === 'DINGTALK_URL' &&
          !error.message.includes('canary'),
      );
    }
  });

  it('hold no secret, even when the server echoes all of them', async () => {
    const wraps: readonly ((said: string) => string)[] = [
      (said) => apiError('param.invalid', said),
      (said) => gatewayError('40035', said),
      (said) => said,
      (said) => `<html>${said}</html>`,
    ];
    const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
    const faults: HubError[] = [];
    for (const status of [200, 400, 403, 500]) {
      for (const wrap of wraps) {
        for (const tokenToo of [false, true]) {
          dingtalk.script = ({ path, headers, search, body }) => {
            if (path === '/v1.0/oauth2/accessToken' && !tokenToo) return undefined;
            const token = String(headers['x-acs-dingtalk-access-token'] ?? '');
            const said = `${token} ${search} ${body} ${application.appSecret}`;
            return { status, body: wrap(said.replaceAll('"', ' ')) };
          };
          await client.close();
          client = dingtalk.client({ clock });
          const attempts: Promise<unknown>[] = [update(), client.directory()];
          attempts.push(client.sendRobot({ userIds: ['u'], msgKey: 'k', msgParam: {} }));
          if (!tokenToo) attempts.push(reply());
          for (const outcome of await Promise.allSettled(attempts)) {
            if (outcome.status === 'rejected') faults.push(outcome.reason as HubError);
          }
        }
      }
    }
    assert.ok(faults.length > 80, `${String(faults.length)} faults`);
    for (const error of faults) {
      assert.doesNotMatch(
        `${error.stack ?? ''} ${String(error.cause)} ${JSON.stringify(error)}`,
        /canary/,
      );
    }
  });
});
