import { createHmac, timingSafeEqual } from 'node:crypto';
import { HubError } from './errors.js';

/** What pressing one button may do: this person, this action, on this node of this version, once, until then. */
export interface CapabilityClaims {
  readonly tenant: string;
  readonly form: string;
  readonly documentId: string;
  /** Version of the document that the person was shown. */
  readonly version: string;
  /** Instance of the workflow step. */
  readonly node: string;
  /** DingTalk user id of the only person who may use it. */
  readonly userId: string;
  readonly action: 'APPROVE' | 'REJECT';
  /** The card that carries it. */
  readonly commandId: string;
  /** UTC milliseconds. */
  readonly expiresAt: number;
  /** Makes the capability single-use together with the node; the same card always carries the same one. */
  readonly nonce: string;
  /** W3C trace context of the message, so that the click can be linked to it. */
  readonly traceparent: string;
}

const order = [
  'tenant',
  'form',
  'documentId',
  'version',
  'node',
  'userId',
  'action',
  'commandId',
  'expiresAt',
  'nonce',
  'traceparent',
] as const;

/** Longest capability that is looked at, in characters. A card's variable holds at most 1 KB. */
const lengthMax = 1024;
const keyBytesMin = 32;

/**
 * Makes the text that stands behind a button: base64url of the claims, a dot, and their HMAC-SHA-256.
 *
 * Neither card callbacks nor their HTTP signature cover the button's body, so this is what proves that the hub
 * itself offered exactly this action to exactly this person.
 */
export function mintCapability(claims: CapabilityClaims, key: Buffer): string {
  const body = Buffer.from(JSON.stringify(order.map((name) => claims[name]))).toString('base64url');
  return `${body}.${macOf(body, key).toString('base64url')}`;
}

/**
 * Reads a capability that one of `keys` made; several keys let the secret be rotated.
 *
 * @throws HubError CAPABILITY_FORGED when no key made it, CAPABILITY_EXPIRED after its time.
 */
export function verifyCapability(
  capability: string,
  keys: readonly Buffer[],
  nowMs: number,
): CapabilityClaims {
  const [body, mac, ...rest] = capability.length > lengthMax ? [] : capability.split('.');
  if (body === undefined || mac === undefined || rest.length > 0) throw forged();

  const given = Buffer.from(mac, 'base64url');
  const genuine = keys.some((key) => {
    const expected = macOf(body, key);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!genuine) throw forged();

  const values = JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[];
  const claims = Object.fromEntries(
    order.map((name, index) => [name, values[index]]),
  ) as unknown as CapabilityClaims;
  if (nowMs > claims.expiresAt) {
    throw new HubError(
      'CAPABILITY_EXPIRED',
      'the button is too old; open the bill in the ERP or wait for a new card',
    );
  }
  return claims;
}

function macOf(body: string, key: Buffer): Buffer {
  if (key.length < keyBytesMin) {
    throw new HubError(
      'CAPABILITY_KEY_SHORT',
      `the capability key has ${String(key.length)} bytes; it needs ${String(keyBytesMin)} or more`,
    );
  }
  return createHmac('sha256', key).update(body).digest();
}

function forged(): HubError {
  return new HubError('CAPABILITY_FORGED', 'this button was not made by the hub');
}
