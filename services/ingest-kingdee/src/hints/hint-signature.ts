import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a hint was signed over; the tenant is part of it, so that a hint means one subsidiary only. */
export interface SignedHint {
  readonly tenant: string;
  /** Unix seconds, as in the header. */
  readonly timestamp: string;
  readonly body: Buffer;
}

const scheme = 'sha256=';

/** The value of the signature header: `sha256=` and the HMAC-SHA-256 of `<timestamp>.<tenant>.<body>` in hex. */
export function signHint(hint: SignedHint, key: Buffer): string {
  return `${scheme}${macOf(hint, key).toString('hex')}`;
}

/** Whether one of the keys made the signature; takes the same time wherever it differs. */
export function isSigned(hint: SignedHint, signature: string, keys: readonly Buffer[]): boolean {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false;
  const given = Buffer.from(signature.slice(scheme.length), 'hex');
  let genuine = false;
  for (const key of keys) genuine = timingSafeEqual(macOf(hint, key), given) || genuine;
  return genuine;
}

function macOf({ tenant, timestamp, body }: SignedHint, key: Buffer): Buffer {
  return createHmac('sha256', key).update(`${timestamp}.${tenant}.`).update(body).digest();
}
