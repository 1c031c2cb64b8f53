import { DingTalkFault } from './faults.js';

/** Codes of a certificate that is not accepted. */
const certificateFaults: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Faults of name resolution, of opening a connection and of its TLS handshake: nothing was sent yet. */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  ...certificateFaults,
]);

/**
 * The fault behind a call that got no answer, and whether it may have been done.
 *
 * @param name how the call is called; never its query, which may hold a token
 */
export function lostReply(
  error: unknown,
  { name, host, timedOut }: { name: string; host: string; timedOut: boolean },
): DingTalkFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const perhapsDone = !beforeSending.has(code);
  const options = { retryable: true, perhapsDone, cause: error };
  if (certificateFaults.has(code)) {
    const message = `${name}: the certificate of ${host} is not accepted (${code})`;
    return new DingTalkFault('DINGTALK_TLS', message, '', options);
  }
  if (timedOut || code === 'UND_ERR_CONNECT_TIMEOUT') {
    const message = `${name}: no answer from ${host} in time`;
    return new DingTalkFault('DINGTALK_TIMEOUT', message, '', options);
  }
  const message = `${name}: no connection to ${host}; check the address and the network`;
  return new DingTalkFault('DINGTALK_UNREACHABLE', message, '', options);
}
