import { HubError } from '@hub/core';
import { isRecord, parseExactJson } from './exact-json.js';
import { nameOf, refusalOf, sessionLostCode, unsettled, type CallName } from './faults.js';
import type { HttpReply } from './transport.js';

/** The value of a good answer, or the news that the session is gone and the call did not happen. */
export type Reading =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'session-lost' };

/** The server puts this before the JSON of an exception it did not handle. */
const exceptionPrefix = 'response_error:';

/**
 * Judges an answer by its status and MsgCode, never by the text people read, which follows the session's language.
 *
 * @param mask blots secrets out of the server's words
 * @throws HubError
 */
export function readReply(
  reply: HttpReply,
  call: CallName,
  mask: (text: string) => string,
): Reading {
  if (reply.status !== 200) throw faultOfStatus(reply, call, mask);

  const text = reply.text.trim();
  if (text.startsWith(exceptionPrefix)) {
    const said = mask(text.slice(exceptionPrefix.length));
    throw unsettled(call, 'KINGDEE_BUSY', `the server failed: ${said}`, { retryAfterMs: 5_000 });
  }
  const value = parsed(text, call, mask);
  if (isFirewallBlock(value)) {
    throw new HubError(
      'KINGDEE_REFUSED',
      `${nameOf(call)}: the ERP's web firewall blocked it: ${mask(text)}`,
    );
  }
  const status = responseStatusOf(value);
  if (status === null || !isFailure(status)) return { kind: 'value', value };

  const msgCode = Number(status['MsgCode'] ?? 0);
  if (msgCode === sessionLostCode) return { kind: 'session-lost' };
  throw refusalOf(call, msgCode, mask(messagesOf(status)));
}

function faultOfStatus(
  { status, text }: HttpReply,
  call: CallName,
  mask: (text: string) => string,
): HubError {
  const what = `HTTP ${String(status)}`;
  const said = mask(text);
  if (status >= 300 && status < 400) {
    const message = `${nameOf(call)}: ${what}, and redirects are not followed; set kingdee.url to the final address`;
    return new HubError('KINGDEE_UNREACHABLE', message, { retryable: true });
  }
  if (status === 404) {
    const message = `${nameOf(call)}: ${what}; check that kingdee.url ends in the ERP's path, such as /k3cloud/`;
    return new HubError('KINGDEE_UNREACHABLE', message, { retryable: true });
  }
  if (status === 401 || status === 403) {
    const remedy = 'check acctId, the application and its list of users and addresses';
    return new HubError('KINGDEE_LOGIN_REFUSED', `${nameOf(call)}: ${what} ${said}; ${remedy}`);
  }
  if (status === 429) {
    return new HubError('KINGDEE_BUSY', `${nameOf(call)}: ${what}`, {
      retryable: true,
      retryAfterMs: 5_000,
    });
  }
  if (status >= 400 && status < 500 && status !== 408) {
    return new HubError('KINGDEE_REFUSED', `${nameOf(call)}: ${what} ${said}`);
  }
  const hint = 'if it lasts, check acctId and the load of the ERP';
  return unsettled(call, 'KINGDEE_BUSY', `${what} ${said}; ${hint}`, { retryAfterMs: 5_000 });
}

function parsed(text: string, call: CallName, mask: (text: string) => string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    // A session of an expired password is answered with a status line as plain text under HTTP 200.
    if (/^(401|403)\b/.test(text)) {
      const remedy = 'check whether the password of the integration user has expired';
      throw new HubError('KINGDEE_LOGIN_REFUSED', `${nameOf(call)}: ${mask(text)}; ${remedy}`);
    }
    // The parser's own error quotes the answer unmasked, so it is not kept as the cause.
    throw unsettled(
      call,
      'KINGDEE_MALFORMED',
      `the answer is no JSON but begins "${mask(text).slice(0, 80)}"; is a proxy in between?`,
    );
  }
}

function isFirewallBlock(value: unknown): boolean {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return isRecord(first) && 'actionname' in first;
}

/** Queries wrap a failure as [[{Result}]], newer ones as [{Result}], everything else answers {Result}. */
function responseStatusOf(value: unknown): Readonly<Record<string, unknown>> | null {
  let inner = value;
  for (let depth = 0; depth < 2 && Array.isArray(inner); depth += 1) inner = inner[0] as unknown;
  const result = isRecord(inner) ? inner['Result'] : undefined;
  const status = isRecord(result) ? result['ResponseStatus'] : undefined;
  return isRecord(status) ? status : null;
}

function isFailure(status: Readonly<Record<string, unknown>>): boolean {
  return status['IsSuccess'] === false || status['IsSuccess'] === 'false';
}

function messagesOf(status: Readonly<Record<string, unknown>>): string {
  const errors: readonly unknown[] = Array.isArray(status['Errors']) ? status['Errors'] : [];
  return errors
    .filter(isRecord)
    .map((error) => error['Message'])
    .filter((message) => typeof message === 'string')
    .join('; ');
}
