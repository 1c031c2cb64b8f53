import { faultOf, type DingTalkFault, type KindName } from './faults.js';
import type { HttpReply } from './transport.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Which call was answered, and how to make the answer's words fit to be shown. */
export interface Asked {
  /** Path of the call. */
  readonly call: string;
  readonly mask: (text: string) => string;
}

/** A JSON object, as opposed to an array, a scalar or null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads an answer of the new API (api.dingtalk.com): the HTTP status carries the class, but 400 and 403 each mean
 * several things, so the code decides.
 *
 * @throws DingTalkFault
 */
export function readApiReply(reply: HttpReply, asked: Asked): Fields {
  const fields = fieldsOf(reply, asked);
  const code = asked.mask(textOf(fields['code']));
  if (reply.status >= 200 && reply.status < 300) {
    // Some calls say no inside a 200.
    if (fields['success'] !== false) return fields;
    throw faultOf('refused', asked.call, code, saidIn(fields, asked));
  }
  throw faultOf(
    apiKind(reply.status, code),
    asked.call,
    code || `HTTP ${String(reply.status)}`,
    saidIn(fields, asked),
  );
}

/**
 * Reads an answer of the old API (oapi.dingtalk.com): always HTTP 200, the truth is in errcode, and for what the
 * gateway refused in sub_code.
 *
 * @throws DingTalkFault
 */
export function readOapiReply(reply: HttpReply, asked: Asked): Fields {
  const fields = fieldsOf(reply, asked);
  const errcode = asked.mask(textOf(fields['errcode']));
  if (errcode === '0' && reply.status === 200) return fields;
  const subCode = asked.mask(textOf(fields['sub_code']));
  const code = errcode === gatewayCode && subCode !== '' ? subCode : errcode;
  if (code === '')
    throw faultOf(kindOfStatus(reply.status), asked.call, `HTTP ${String(reply.status)}`, '');
  const kind = oapiKinds[code] ?? (subCode.startsWith('isp.') ? 'busy' : 'refused');
  throw faultOf(kind, asked.call, code, saidIn(fields, asked));
}

/** By prefix, most telling first. */
const apiKinds: readonly (readonly [string, KindName])[] = [
  ['InvalidAuthentication', 'token'],
  ['AuthenticationFailed.', 'token'],
  ['invalidClientIdOrSecret', 'credentials'],
  ['invalid.client', 'credentials'],
  ['unauthorized.client', 'credentials'],
  ['Forbidden.AccessDenied.AccessTokenPermissionDenied', 'scope'],
  ['Forbidden.AccessDenied.IpNotInWhiteList', 'address'],
  ['Forbidden.AccessDenied.ApiCountLimit', 'quota'],
  ['Forbidden.AccessDenied.QpmLimit', 'qpm'],
  ['Forbidden.AccessDenied.QpsLimit', 'qps'],
  ['systemBusy', 'busy'],
  ['system.busy', 'busy'],
  ['send.too.fast', 'qps'],
  // Business errors come as 500 as well.
  ['param.', 'refused'],
  ['invalidParameter', 'refused'],
];

function apiKind(status: number, code: string): KindName {
  const known = apiKinds.find(([prefix]) => code.startsWith(prefix));
  if (known !== undefined) return known[1];
  if (status === 403) return /Limit/.test(code) ? 'qps' : 'scope';
  return kindOfStatus(status);
}

/** errcode of everything the gateway itself refuses; the reason is in sub_code. */
const gatewayCode = '88';

const oapiKinds: Readonly<Record<string, KindName>> = {
  '-1': 'busy',
  '15': 'busy',
  '40000': 'token',
  '40001': 'token',
  '40014': 'token',
  '42001': 'token',
  '40096': 'credentials',
  '60011': 'scope',
  '60020': 'address',
  '90002': 'qps',
  '90018': 'qps',
  '90020': 'quota',
  // Three codes are in use for a robot that says too much.
  '130101': 'robotRate',
  '410100': 'robotRate',
  '660026': 'robotRate',
};

/** For answers that say nothing better than their status. */
function kindOfStatus(status: number): KindName {
  if (status === 401) return 'credentials';
  if (status === 403) return 'scope';
  if (status === 408 || status === 429 || status >= 500) return 'busy';
  return status >= 400 ? 'refused' : 'malformed';
}

/** The third shape: a blocked address is answered with a page, or with JSON of neither generation. */
function fieldsOf(reply: HttpReply, asked: Asked): Fields {
  const text = reply.text.trim();
  const page = text.startsWith('<') || reply.contentType.includes('html');
  if (page) throw unreadable(reply.status >= 500 ? 'busy' : 'banned', reply, asked);

  const value = parsed(text);
  if (!isFields(value))
    throw unreadable(reply.status >= 400 ? kindOfStatus(reply.status) : 'malformed', reply, asked);
  if (textOf(value['status']) === '1111') throw faultOf('banned', asked.call, 'status 1111', '');
  return value;
}

function unreadable(kind: KindName, reply: HttpReply, asked: Asked): DingTalkFault {
  const beginning = asked.mask(reply.text).slice(0, 80);
  return faultOf(kind, asked.call, `HTTP ${String(reply.status)}`, `no JSON but "${beginning}"`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the answer unmasked, so it is not kept.
    return null;
  }
}

function saidIn(fields: Fields, asked: Asked): string {
  const detail = fields['accessdenieddetail'];
  const scopes: unknown = isFields(detail) ? detail['requiredScopes'] : undefined;
  const needed = Array.isArray(scopes) ? ` (needs ${scopes.join(', ')})` : '';
  const message = textOf(fields['sub_msg'] ?? fields['message'] ?? fields['errmsg']);
  return asked.mask(`${message}${needed}`);
}

/** Codes come as numbers and as texts. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
