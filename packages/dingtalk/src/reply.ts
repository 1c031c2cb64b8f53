import { apiKindOf, oapiKindOf } from './fault-codes.js';
import { faultOf, type CallFaultOptions, type DingTalkFault, type KindName } from './faults.js';
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
  const known = apiKindOf(code);
  if (reply.status >= 200 && reply.status < 300) {
    // Some calls say no inside a 200.
    if (!isFalse(fields['success'])) return fields;
    // Without a reason it is a failure of theirs, and what is not told otherwise may be tried again.
    throw faultOf(
      known ?? (code === '' ? 'busy' : 'refused'),
      asked.call,
      code,
      saidIn(fields, asked),
    );
  }
  const kind = known ?? (reply.status === 403 ? unknown403(code) : kindOfStatus(reply.status));
  throw faultOf(kind, asked.call, code || `HTTP ${String(reply.status)}`, saidIn(fields, asked), {
    perhapsDone: known === null && perhapsDone(reply.status),
    ...lacking(fields, asked),
  });
}

/**
 * Reads an answer of the old API (oapi.dingtalk.com): always HTTP 200, the truth is in errcode, and for what the
 * gateway refused in sub_code. Some old calls put the gateway's codes right into errcode.
 *
 * @throws DingTalkFault
 */
export function readOapiReply(reply: HttpReply, asked: Asked): Fields {
  const fields = fieldsOf(reply, asked);
  const errcode = asked.mask(textOf(fields['errcode']));
  if (errcode === '0' && reply.status === 200) return fields;
  const subCode = asked.mask(textOf(fields['sub_code']));
  const code = errcode === gatewayCode && subCode !== '' ? subCode : errcode;
  if (code === '' || code === '0') {
    const status = `HTTP ${String(reply.status)}`;
    const more = { perhapsDone: perhapsDone(reply.status) };
    throw faultOf(kindOfStatus(reply.status), asked.call, status, '', more);
  }
  // What failed behind the gateway may have been done before it failed.
  const behind = subCode.startsWith('isp.');
  const kind = oapiKindOf(code) ?? (behind ? 'busy' : 'refused');
  const more = { perhapsDone: behind, ...lacking(fields, asked) };
  throw faultOf(kind, asked.call, code, saidIn(fields, asked), more);
}

/** errcode of everything the gateway itself refuses; the reason is in sub_code. */
const gatewayCode = '88';

function unknown403(code: string): KindName {
  return code.includes('Limit') ? 'qps' : 'scope';
}

/** For answers that say nothing better than their status. */
function kindOfStatus(status: number): KindName {
  if (status === 401) return 'credentials';
  if (status === 403) return 'scope';
  if (status === 408 || status === 429 || status >= 500) return 'busy';
  return status >= 400 ? 'refused' : 'malformed';
}

/** An answer that nobody can read, of a server that had the call. Those that refuse it did nothing. */
function perhapsDone(status: number): boolean {
  return status < 300 || status === 408 || status >= 500;
}

/** Statuses of a page that comes from something in between rather than from a ban. */
const pagesOfOthers = new Set([400, 401, 404, 407]);

/** The third shape: a blocked address is answered with a page, or with JSON of neither generation. */
function fieldsOf(reply: HttpReply, asked: Asked): Fields {
  const { status } = reply;
  const text = reply.text.trim();
  // A redirect is not followed: it would take the token along to a stranger.
  if (status >= 300 && status < 400) throw unreadable('malformed', reply, asked);
  if (text.startsWith('<') || reply.contentType.includes('html')) {
    const other = status >= 500 ? 'busy' : 'malformed';
    const banned = status < 500 && !pagesOfOthers.has(status);
    throw unreadable(banned ? 'banned' : other, reply, asked);
  }
  const value = parsed(text);
  if (!isFields(value))
    throw unreadable(status >= 400 ? kindOfStatus(status) : 'malformed', reply, asked);
  if (textOf(value['status']) === '1111') throw faultOf('banned', asked.call, 'status 1111', '');
  return value;
}

function unreadable(kind: KindName, reply: HttpReply, asked: Asked): DingTalkFault {
  const beginning = asked.mask(reply.text).slice(0, 80);
  return faultOf(kind, asked.call, `HTTP ${String(reply.status)}`, `no JSON but "${beginning}"`, {
    perhapsDone: kind !== 'banned' && perhapsDone(reply.status),
  });
}

/** Booleans come as texts as well. */
export function isFalse(value: unknown): boolean {
  return value === false || value === 'false';
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
  const scopes = scopesOf(fields);
  const needed = scopes === null ? '' : ` (needs ${scopes.join(', ')})`;
  return asked.mask(`${messageIn(fields)}${needed}`);
}

function messageIn(fields: Fields): string {
  return textOf(fields['sub_msg']) || textOf(fields['message']) || textOf(fields['errmsg']);
}

/** Where the new API names the permissions that a call needs. */
function scopesOf(fields: Fields): readonly string[] | null {
  const detail = fields['accessdenieddetail'];
  const scopes: unknown = isFields(detail) ? detail['requiredScopes'] : undefined;
  return Array.isArray(scopes) ? scopes.map(textOf) : null;
}

/** The old API names them in its words only. Nothing is decided by it: a person reads it. */
const scopesSaid = /requiredScopes=\[([^\]]*)\]/;
const scopeName = /^[\w.]{1,60}$/;

/** The permissions that are lacking; whoever is to grant them reads their names. */
function lacking(fields: Fields, asked: Asked): Pick<CallFaultOptions, 'scopes'> {
  const said = scopesSaid.exec(messageIn(fields))?.[1]?.split(',') ?? [];
  const scopes = (scopesOf(fields) ?? said).map((scope) => asked.mask(scope.trim()));
  return { scopes: scopes.filter((scope) => scopeName.test(scope)) };
}

/** Codes come as numbers and as texts. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
