import type { Fault, FaultBook } from '@hub/simulator-kit';
import { distortionKinds, refusalKinds } from '../fault-kinds.js';
import { refusals } from './refusals.js';
import { ApiError, businessError, OapiError } from './vendor-error.js';
import { replyBan, replyError, type ReplyStyle, type VendorReply } from './vendor-reply.js';
import type { Generation, VendorRoute } from './vendor-route.js';

const refusing = refusalKinds.map(({ kind }) => kind);
const distorting = distortionKinds.map(({ kind }) => kind);

/** The faults that strike one HTTP call. */
export interface Strike {
  readonly refusal: Fault | undefined;
  readonly distortion: Fault | undefined;
}

/** Asks the fault book for a call, by its path as called, its path as documented, and its name. */
export function takeStrike(faults: FaultBook, path: string, route?: VendorRoute): Strike {
  return {
    refusal: takeFor(faults, path, route, refusing),
    distortion: takeFor(faults, path, route, distorting),
  };
}

/** As `FaultBook.take`, for every name an operation goes by. */
export function takeFor(
  faults: FaultBook,
  path: string,
  route: Pick<VendorRoute, 'name' | 'path'> | undefined,
  kinds: readonly string[],
): Fault | undefined {
  const names = route === undefined ? [path] : [...new Set([path, route.path, route.name])];
  for (const name of names) {
    const fault = faults.take(name, kinds);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A flat error, or with a `subCode` that of a service behind the gateway, e.g. errcode 15 and isp.top-remote-connection-timeout. */
function oapiError(errcode: number, errmsg: string, subCode: string): OapiError {
  if (subCode === '') return businessError(errcode, errmsg);
  const whole = `Remote service error[subcode=${subCode},submsg=${errmsg}]`;
  return new OapiError({ errcode, sub_code: subCode, sub_msg: errmsg, errmsg: whole });
}

/** The answer that a refusing fault gives. */
export function replyRefusal(
  fault: Fault,
  generation: Generation,
  { now, path }: { readonly now: number; readonly path: string },
  style: ReplyStyle,
): VendorReply {
  const text = (key: string, otherwise: string): string => {
    const value = fault.params[key];
    return typeof value === 'string' ? value : otherwise;
  };
  const number = (key: string, otherwise: number): number => {
    const value = fault.params[key];
    return typeof value === 'number' ? value : otherwise;
  };
  const refuse = (error: Error): VendorReply => replyError(generation, error, style);
  switch (fault.kind) {
    case 'html':
      return replyBan(text('shape', 'html') === 'json' ? 'json' : 'html', number('status', 200));
    case 'busy':
      return refuse(refusals.busy(generation));
    case 'token-expired':
      return refuse(refusals.tokenInvalid(generation, { expired: true }));
    case 'permission':
      return refuse(refusals.scopeMissing(generation, text('scope', 'Card.Instance.Write')));
    case 'ip':
      return refuse(refusals.ipRefused(generation, '127.0.0.1'));
    case 'qps':
      return refuse(refusals.appQps(generation, 20));
    case 'qpm':
      return refuse(refusals.appQpm(generation));
    case 'suite-qps':
      return refuse(refusals.suiteQps(generation));
    case 'api-qps':
      return refuse(refusals.platformQps(generation, path, { now }));
    case 'quota':
      return refuse(refusals.monthlyQuota(generation));
    case 'business':
      return generation === 'oapi'
        ? refuse(oapiError(number('errcode', -1), text('errmsg', '系统繁忙'), text('subCode', '')))
        : refuse(
            new ApiError(
              number('status', 400),
              text('code', 'param.invalid'),
              text('message', 'param.invalid'),
            ),
          );
    default: {
      const error = new ApiError(
        number('status', 500),
        text('code', 'unknownError'),
        text('message', '未知错误'),
      );
      return replyError('api', error);
    }
  }
}
