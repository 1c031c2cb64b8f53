import { randomBytes, randomUUID } from 'node:crypto';
import { ApiError, OapiError } from './vendor-error.js';
import type { Generation } from './vendor-route.js';

/** A whole HTTP answer. `code` is what the journal keeps of an error. */
export interface VendorReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code?: string;
}

/** What differs from path to path within a generation. */
export interface ReplyStyle {
  /** Old calls without a token are answered by a layer that gives no request id. */
  readonly plain: boolean;
  /** Gateway errors have their code in errcode itself. */
  readonly flat?: boolean;
  readonly errcodeAsText?: boolean;
  readonly retryAfterSeconds?: number | null;
}

/** Returned by a call whose answer is a file. */
export class FileAnswer {
  readonly contentType: string;
  readonly bytes: Buffer;

  constructor(contentType: string, bytes: Buffer) {
    this.contentType = contentType;
    this.bytes = bytes;
  }
}

const jsonType = 'application/json;charset=utf-8';

/** The answer to a call that was done. oapi wraps it in errcode, errmsg and, unless `plain`, request_id. */
export function replyOk(generation: Generation, result: unknown, style: ReplyStyle): VendorReply {
  if (result instanceof FileAnswer) {
    return { status: 200, contentType: result.contentType, body: result.bytes };
  }
  const value =
    generation === 'api'
      ? result
      : {
          errcode: errcodeOf(0, style),
          errmsg: 'ok',
          ...(result as object),
          ...requestId(style.plain),
        };
  return { status: 200, contentType: jsonType, body: JSON.stringify(value) };
}

/** The answer to a call that failed, in the shape of its generation. */
export function replyError(
  generation: Generation,
  error: unknown,
  style: ReplyStyle = { plain: false },
): VendorReply {
  if (error instanceof OapiError) {
    const fields = style.flat === true ? error.flat : error.fields;
    const { errcode, sub_code: subCode } = fields;
    const code = subCode === undefined ? String(errcode) : `${String(errcode)}/${subCode}`;
    const shown = { ...fields, errcode: errcodeOf(errcode, style), ...requestId(style.plain) };
    return { status: 200, contentType: jsonType, body: JSON.stringify(shown), code };
  }
  if (error instanceof ApiError) {
    const throttled = /Limit|Busy/.test(error.code) && typeof style.retryAfterSeconds === 'number';
    const headers = { 'Retry-After': String(style.retryAfterSeconds) };
    return { ...replyApiError(error), ...(throttled ? { headers } : {}) };
  }
  if (generation === 'oapi') {
    return replyError('oapi', new OapiError({ errcode: -1, errmsg: '系统繁忙' }), style);
  }
  return replyApiError(new ApiError(500, 'unknownError', '未知错误'));
}

/** What a caller gets whose address is banned: neither generation's error. */
export function replyBan(shape: 'html' | 'json', status: number): VendorReply {
  if (shape === 'json') {
    const body = { status: 1111, wait: 5, source: 'x5', punish: 'deny', uuid: randomUUID() };
    return { status, contentType: jsonType, body: JSON.stringify(body), code: 'ip-ban' };
  }
  const body =
    '<!doctype html><html><head><title>访问被拒绝</title></head><body>访问过于频繁，请稍后再试</body></html>';
  return { status, contentType: 'text/html;charset=utf-8', body, code: 'ip-ban' };
}

function replyApiError(error: ApiError): VendorReply {
  const { status, code, message, requiredScopes } = error;
  const requestid = randomUUID().toUpperCase();
  const denied = requiredScopes === undefined ? {} : { accessdenieddetail: { requiredScopes } };
  const body = JSON.stringify({ code, requestid, message, ...denied });
  return { status, contentType: jsonType, body, code };
}

function errcodeOf(errcode: number, style: ReplyStyle): number | string {
  return style.errcodeAsText === true ? String(errcode) : errcode;
}

/** An id such as `16l4ew3d47pdp`. */
function requestId(plain: boolean): { request_id?: string } {
  if (plain) return {};
  const digits = BigInt(`0x${randomBytes(8).toString('hex')}`).toString(36);
  return { request_id: digits.padStart(13, '0').slice(-13) };
}
