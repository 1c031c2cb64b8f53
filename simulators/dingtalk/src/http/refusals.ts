import { printLocalTime } from '@hub/simulator-kit';
import {
  ApiError,
  apiNameOf,
  businessError,
  gatewayError,
  type OapiError,
} from './vendor-error.js';
import { scopeName } from '../organisation/scopes.js';
import type { Generation } from './vendor-route.js';

type Refusal = ApiError | OapiError;

interface TokenFault {
  readonly english?: boolean;
  readonly expired?: boolean;
}

const pick = (generation: Generation, api: () => ApiError, oapi: () => OapiError): Refusal =>
  generation === 'api' ? api() : oapi();

const forbidden = (suffix: string, message: string, scopes?: readonly string[]): ApiError =>
  new ApiError(403, `Forbidden.AccessDenied.${suffix}`, message, scopes);

const throttled = '您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了';

/** The ceiling of the whole platform that was seen at one API. */
const platformQpsSeen = 1200;

/** What the gateway refuses before a call is done, in the words of either generation. */
export const refusals = {
  tokenMissing: (generation: Generation): Refusal =>
    pick(
      generation,
      () =>
        new ApiError(
          400,
          'AuthenticationFailed.MissingParameter',
          '缺少参数：x-acs-dingtalk-access-token',
        ),
      () => gatewayError('40000', 'access_token为空'),
    ),

  tokenInvalid: (
    generation: Generation,
    { english = false, expired = false }: TokenFault = {},
  ): Refusal => {
    const text = english ? 'Invalid access_token' : '不合法的access_token';
    return pick(
      generation,
      () => new ApiError(400, 'InvalidAuthentication', text),
      () => gatewayError('40014', text, expired ? 42001 : 40001),
    );
  },

  scopeMissing: (generation: Generation, scope: string): Refusal =>
    pick(
      generation,
      () =>
        forbidden(
          'AccessTokenPermissionDenied',
          `应用尚未开通所需的权限：[${scope}]（${scopeName(scope)}），请在开发者后台申请`,
          [scope],
        ),
      () => gatewayError('60011', `应用尚未开通所需的权限：[${scope}]，requiredScopes=[${scope}]`),
    ),

  ipRefused: (generation: Generation, address: string): Refusal =>
    pick(
      generation,
      () => forbidden('IpNotInWhiteList', `访问ip不在白名单之中：${address}`),
      () => gatewayError('60020', `访问ip不在白名单之中,request ip=${address}`),
    ),

  appQps: (generation: Generation, limit: number): Refusal =>
    pick(
      generation,
      () => forbidden('QpsLimitForAppkeyAndApi', `${throttled}，每秒上限 ${String(limit)} 次`),
      () => gatewayError('90018', `${throttled}，每秒上限 ${String(limit)} 次`),
    ),

  appQpm: (generation: Generation): Refusal =>
    pick(
      generation,
      () => forbidden('QpmLimitForAppkeyAndApi', `${throttled}，已超过每分钟上限`),
      () => gatewayError('90018', `${throttled}，已超过每分钟上限`),
    ),

  suiteQps: (generation: Generation): Refusal =>
    pick(
      generation,
      () => forbidden('QpsLimitForSuitekeyAndOrgAndApi', throttled),
      () => gatewayError('90018', throttled),
    ),

  /** `limit` calls of one second; the text of the old API names the second and when it is over. */
  platformQps: (
    generation: Generation,
    path: string,
    { limit = platformQpsSeen, now }: { readonly limit?: number; readonly now: number },
  ): Refusal => {
    const until = printLocalTime(now + 1000);
    const second = `从 ${printLocalTime(now)} 到 ${until}`;
    const tooMany = `调用次数超过 ${String(limit)} 次`;
    return pick(
      generation,
      () => forbidden('QpsLimitForApi', `接口 ${path} 的平台总调用量超过上限`),
      () =>
        gatewayError('90002', `接口 ${apiNameOf(path)} ${second} ${tooMany}，暂时禁用至 ${until}`),
    );
  },

  monthlyQuota: (generation: Generation): Refusal =>
    pick(
      generation,
      () => forbidden('ApiCountLimitForOrg', '企业本月的接口调用量已用完'),
      () => gatewayError('90020', '企业本月的接口调用量已用完'),
    ),

  busy: (generation: Generation): Refusal =>
    pick(
      generation,
      () => new ApiError(429, 'systemBusy', '系统繁忙'),
      () => businessError(-1, '系统繁忙'),
    ),
};
