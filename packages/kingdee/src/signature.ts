import { createHash, createHmac } from 'node:crypto';

/** Who calls: an application that is authorised in the ERP, on behalf of one ERP user. */
export interface AppIdentity {
  /** Id of the account book (data centre). */
  readonly acctId: string;
  readonly userName: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** `sign` of LoginBySign: SHA-256 over the five values in ordinal order, put together without separator. */
export function loginSign(of: AppIdentity & { readonly timestamp: number }): string {
  const values = [of.acctId, of.userName, of.appId, of.appSecret, String(of.timestamp)];
  return createHash('sha256').update(values.sort().join('')).digest('hex');
}

const mask = Buffer.from('0054f397c6234378b09ca7d3e5debce7');
const hiddenSecretLength = 32;

/** The gateway's client secret, which the vendor hides in the second half of the application id. */
export function clientSecretOf(appId: string): string {
  const hidden = appId.split('_')[1] ?? '';
  if (hidden.length !== hiddenSecretLength) return '';
  const bytes = Buffer.from(hidden, 'base64');
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0))).toString('base64');
}

export interface SignedCall {
  /** Path of the call, from the first slash after the host. */
  readonly path: string;
  readonly lcid: number;
  /** "0" when the account's own organisation is meant. */
  readonly orgNumber: string;
  /** Seconds. */
  readonly timestamp: number;
  readonly nonce: string;
}

/**
 * Headers that authenticate one call without any login.
 *
 * A private server checks X-Kd-Appkey, X-Kd-Appdata and X-Kd-Signature only; the X-Api headers are for the public
 * gateway and are sent as the vendor's own clients send them.
 */
export function signedHeaders(app: AppIdentity, call: SignedCall): Record<string, string> {
  const timestamp = String(call.timestamp);
  const toSign = [
    'POST',
    encodeURIComponent(call.path),
    '',
    `x-api-nonce:${call.nonce}`,
    `x-api-timestamp:${timestamp}`,
    '',
  ].join('\n');
  const appData = [app.acctId, app.userName, String(call.lcid), call.orgNumber].join(',');

  return {
    'X-Api-ClientID': app.appId.split('_')[0] ?? '',
    'X-Api-Auth-Version': '2.0',
    'x-api-timestamp': timestamp,
    'x-api-nonce': call.nonce,
    'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
    'X-Api-Signature': hmacOf(toSign, clientSecretOf(app.appId)),
    'X-Kd-Appkey': app.appId,
    'X-Kd-Appdata': Buffer.from(appData).toString('base64'),
    'X-Kd-Signature': hmacOf(app.appId + appData, app.appSecret),
  };
}

/** Base64 over the hex digits, not over the bytes: that is how the vendor does it. */
function hmacOf(text: string, key: string): string {
  return Buffer.from(createHmac('sha256', key).update(text).digest('hex')).toString('base64');
}
