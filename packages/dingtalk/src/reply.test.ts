import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DingTalkFault } from './faults.js';
import { readApiReply, readOapiReply, type Fields } from './reply.js';
import { apiError, gatewayError } from './testing/scripted-dingtalk.js';
import type { HttpReply } from './transport.js';

type Read = (reply: HttpReply, asked: { call: string; mask: (text: string) => string }) => Fields;

const page = '<!DOCTYPE html><html><body>x</body></html>';
const flat = (errcode: number | string): string => JSON.stringify({ errcode, errmsg: 'x' });
const forbidden = (code: string): string => apiError(`Forbidden.AccessDenied.${code}`, 'x');

// Status, answer, and of the fault: code, handling, wait, and whether the call may have been done.
// prettier-ignore
const api: readonly (readonly [number, string, string])[] = [
  [400, apiError('InvalidAuthentication', '不合法的access_token'), 'DINGTALK_TOKEN token'],
  [400, apiError('AuthenticationFailed.MissingParameter', 'x'), 'DINGTALK_TOKEN token'],
  [400, apiError('invalidClientIdOrSecret', 'x'), 'DINGTALK_CREDENTIALS permanent'],
  [401, apiError('unauthorized.client', 'x'), 'DINGTALK_CREDENTIALS permanent'],
  [403, forbidden('AccessTokenPermissionDenied'), 'DINGTALK_SCOPE permanent'],
  [403, forbidden('IpNotInWhiteList'), 'DINGTALK_ADDRESS_REFUSED permanent'],
  [403, forbidden('QpsLimitForAppkeyAndApi'), 'DINGTALK_QPS retry 1000'],
  [403, forbidden('QpmLimitForAppkeyAndApi'), 'DINGTALK_QPS wait 60000'],
  [403, forbidden('ApiCountLimitForOrg'), 'DINGTALK_QUOTA quota 3600000'],
  [403, forbidden('SomeNewLimit'), 'DINGTALK_QPS retry 1000'],
  [403, apiError('Forbidden.Else', 'x'), 'DINGTALK_SCOPE permanent'],
  [429, apiError('systemBusy', 'x'), 'DINGTALK_BUSY retry 1000'],
  [500, apiError('system.busy', 'x'), 'DINGTALK_BUSY retry 1000'],
  [500, apiError('unknownError', 'x'), 'DINGTALK_BUSY retry 1000 perhaps done'],
  [504, '', 'DINGTALK_BUSY retry 1000 perhaps done'],
  [502, page, 'DINGTALK_BUSY retry 1000 perhaps done'],
  [400, apiError('flowLimit', 'x'), 'DINGTALK_DAY_LIMIT wait 3600000'],
  [400, apiError('robot.oto.notExist', 'x'), 'DINGTALK_ROBOT permanent'],
  [400, apiError('chatbotId.notAllow.sendOTO', 'x'), 'DINGTALK_ROBOT permanent'],
  [400, apiError('invalidParameter.robotCode.notInGroup', 'x'), 'DINGTALK_ROBOT permanent'],
  [400, apiError('invalidParameter.openConversationId.invalid', 'x'), 'DINGTALK_GROUP permanent'],
  [400, apiError('invalidParameter.userIds.invalid', 'x'), 'DINGTALK_USER permanent'],
  [400, apiError('invalidParameter.userIds.overMax', 'x'), 'DINGTALK_REFUSED permanent'],
  [400, apiError('param.userIdNotExist', 'x'), 'DINGTALK_USER permanent'],
  [400, apiError('param.templateUnpublished', 'x'), 'DINGTALK_TEMPLATE permanent'],
  [400, apiError('template.stopped', 'x'), 'DINGTALK_TEMPLATE permanent'],
  [400, apiError('contain.unsafe.url', 'x'), 'DINGTALK_CONTENT permanent'],
  [400, apiError('param.contentUnsafe', 'x'), 'DINGTALK_CONTENT permanent'],
  [500, apiError('param.callbackRouteKeyExist', 'x'), 'DINGTALK_REFUSED permanent'],
  [404, apiError('InvalidAction.NotFound', 'x'), 'DINGTALK_REFUSED permanent'],
  [200, '{"success":false,"code":"param.cardNotExist"}', 'DINGTALK_REFUSED permanent'],
  [200, '{"success":"false","code":"system.busy"}', 'DINGTALK_BUSY retry 1000'],
  [200, '{"success":false}', 'DINGTALK_BUSY retry 1000'],
  [200, '{"success":true,"result"', 'DINGTALK_MALFORMED retry perhaps done'],
  [200, '[]', 'DINGTALK_MALFORMED retry perhaps done'],
  [200, '"x"', 'DINGTALK_MALFORMED retry perhaps done'],
  [302, '{}', 'DINGTALK_MALFORMED retry'],
  [302, page, 'DINGTALK_MALFORMED retry'],
  [404, page, 'DINGTALK_MALFORMED retry'],
  [407, page, 'DINGTALK_MALFORMED retry'],
  [200, page, 'DINGTALK_IP_BANNED banned 300000'],
  [405, page, 'DINGTALK_IP_BANNED banned 300000'],
  [403, '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"u"}', 'DINGTALK_IP_BANNED banned 300000'],
];

// prettier-ignore
const oapi: readonly (readonly [number, string, string])[] = [
  [200, gatewayError('40014', '不合法的access_token'), 'DINGTALK_TOKEN token'],
  [200, flat(40014), 'DINGTALK_TOKEN token'],
  [200, flat(42001), 'DINGTALK_TOKEN token'],
  [200, flat(40096), 'DINGTALK_CREDENTIALS permanent'],
  [200, gatewayError('60011', 'x'), 'DINGTALK_SCOPE permanent'],
  [200, gatewayError('60020', 'x'), 'DINGTALK_ADDRESS_REFUSED permanent'],
  [200, flat(60020), 'DINGTALK_ADDRESS_REFUSED permanent'],
  [200, gatewayError('90018', 'x'), 'DINGTALK_QPS retry 1000'],
  [200, flat('90002'), 'DINGTALK_QPS retry 1000'],
  [200, flat(90006), 'DINGTALK_QPS retry 1000'],
  [200, gatewayError('90020', 'x'), 'DINGTALK_QUOTA quota 3600000'],
  [200, flat(90020), 'DINGTALK_QUOTA quota 3600000'],
  [200, flat(-1), 'DINGTALK_BUSY retry 1000'],
  [200, '{"errcode":15,"sub_code":"isp.call-timeout"}', 'DINGTALK_BUSY retry 1000 perhaps done'],
  [200, '{"errcode":88,"sub_code":"isp.other"}', 'DINGTALK_BUSY retry 1000 perhaps done'],
  [200, flat(60121), 'DINGTALK_USER permanent'],
  [200, flat(33012), 'DINGTALK_USER permanent'],
  [200, flat(34016), 'DINGTALK_LENGTH permanent'],
  [200, flat(130101), 'DINGTALK_ROBOT_RATE wait 600000'],
  [200, flat(410100), 'DINGTALK_ROBOT_RATE wait 600000'],
  [200, flat(660026), 'DINGTALK_ROBOT_RATE wait 600000'],
  [200, flat(310000), 'DINGTALK_WEBHOOK_SECURITY permanent'],
  [200, flat(300005), 'DINGTALK_ROBOT permanent'],
  [200, flat(400106), 'DINGTALK_ROBOT permanent'],
  [200, flat(400013), 'DINGTALK_GROUP permanent'],
  [200, flat(430102), 'DINGTALK_CONTENT permanent'],
  [200, flat(40035), 'DINGTALK_REFUSED permanent'],
  [200, '{"errcode":22,"sub_msg":"x"}', 'DINGTALK_REFUSED permanent'],
  [200, '{"errcode":true}', 'DINGTALK_MALFORMED retry perhaps done'],
  [500, '{"errcode":0}', 'DINGTALK_BUSY retry 1000 perhaps done'],
  [302, '{"errcode":0}', 'DINGTALK_MALFORMED retry'],
  [200, '{"status":1111}', 'DINGTALK_IP_BANNED banned 300000'],
];

function faultIn(read: Read, status: number, text: string): DingTalkFault {
  try {
    read({ status, text, contentType: '' }, { call: '/x', mask: (said) => said });
  } catch (error) {
    if (error instanceof DingTalkFault) return error;
    throw error;
  }
  return assert.fail('it was fine');
}

function printed(read: Read, status: number, text: string): string {
  try {
    read({ status, text, contentType: '' }, { call: '/x', mask: (said) => said });
    return 'fine';
  } catch (error) {
    if (!(error instanceof DingTalkFault)) throw error;
    const { code, handling, retryAfterMs, perhapsDone } = error;
    const wait = retryAfterMs === undefined ? [] : [String(retryAfterMs)];
    return [code, handling, ...wait, ...(perhapsDone ? ['perhaps done'] : [])].join(' ');
  }
}

describe('an answer', () => {
  for (const [name, read, table] of [
    ['new', readApiReply, api],
    ['old', readOapiReply, oapi],
  ] as const) {
    for (const [status, text, want] of table) {
      it(`of the ${name} API, ${String(status)} ${text.slice(0, 70)}, is ${want}`, () => {
        assert.equal(printed(read, status, text), want);
      });
    }
  }

  it('is classified the same whatever its words are', () => {
    const words = ['', 'Invalid access_token', '您的请求被暂时禁用了', 'quota Limit 1111 <html>'];
    for (const word of words) {
      assert.equal(
        printed(readApiReply, 400, apiError('param.invalid', word)),
        'DINGTALK_REFUSED permanent',
      );
      assert.equal(
        printed(readOapiReply, 200, JSON.stringify({ errcode: 60121, errmsg: word })),
        'DINGTALK_USER permanent',
      );
    }
  });

  it('of either API names the permissions that are lacking, so that somebody can grant them', () => {
    const denied = { code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied', message: 'x' };
    const named = (requiredScopes: unknown): readonly string[] => {
      const text = JSON.stringify({ ...denied, accessdenieddetail: { requiredScopes } });
      return faultIn(readApiReply, 403, text).scopes;
    };
    const old = (said: string): readonly string[] =>
      faultIn(readOapiReply, 200, gatewayError('60011', said)).scopes;
    assert.deepEqual(
      [
        named(['Card.Instance.Write', 'Card.Streaming.Write']),
        named(['<b>', 7]),
        named('all'),
        old('没有权限,requiredScopes=[qyapi_base, qyapi_get_member]'),
        old('没有权限'),
      ],
      [
        ['Card.Instance.Write', 'Card.Streaming.Write'],
        ['7'],
        [],
        ['qyapi_base', 'qyapi_get_member'],
        [],
      ],
    );
  });

  it('that is fine may say so as number or text', () => {
    assert.equal(printed(readOapiReply, 200, '{"errcode":0}'), 'fine');
    assert.equal(printed(readOapiReply, 200, '{"errcode":"0"}'), 'fine');
    assert.equal(printed(readApiReply, 200, '{"success":"true"}'), 'fine');
    assert.equal(printed(readApiReply, 200, '{}'), 'fine');
  });
});
