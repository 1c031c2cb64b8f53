import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Checks the sign of LoginBySign: SHA-256, or SHA-1 as old servers have it, over the five texts in byte order. */
export function isLoginSign(sign: string, parts: readonly string[]): boolean {
  const algorithm = sign.length === 40 ? 'sha1' : 'sha256';
  const joined = [...parts].sort(compareBytes).join('');
  return isSame(sign.toLowerCase(), createHash(algorithm).update(joined, 'utf8').digest('hex'));
}

/** Checks X-Kd-Signature: base64 over the hexadecimal HMAC of app id and application data. */
export function isHeaderSignature(
  signature: string,
  app: { readonly appId: string; readonly appSecret: string },
  appData: string,
): boolean {
  const hmac = createHmac('sha256', app.appSecret).update(app.appId + appData, 'utf8');
  return isSame(signature, Buffer.from(hmac.digest('hex')).toString('base64'));
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
