import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@hub/core';
import { z } from 'zod';
import type { ConfigFields } from '../config-fields.js';
import type { ReceivedRequest } from '../source.js';
import { RefusedEvent } from './refused-event.js';

const keysMax = 4;
/** A signature that is older proves nothing any more; a replay within it makes the same document events. */
const toleranceMs = 5 * 60_000;
const timestampHeader = 'x-hub-timestamp';
const signatureHeader = 'x-hub-signature';

/** The field `auth` of a source that is told. */
// The type is what zod infers: writing it down would be writing the schema twice.
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function proofSchema(fields: ConfigFields) {
  const secrets = (wanted: string): z.ZodType<string[]> =>
    z
      .array(
        fields
          .secret(wanted)
          .refine((text) => text.length >= 16, { error: 'is shorter than 16 characters' }),
      )
      .min(1)
      .max(keysMax)
      .describe('all are accepted, so that one can be replaced without a gap');
  return z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('bearer'),
        tokens: secrets('a token that the sender shows'),
      }),
      z.strictObject({
        kind: z.literal('hmac'),
        keys: secrets('a key that the sender signs with'),
      }),
    ])
    .describe('how the sender proves itself: bearer, or hmac');
}

export type ProofFields = z.output<ReturnType<typeof proofSchema>>;

/** @throws RefusedEvent 401 unless the request proves to come from the sender */
export function checkProof(
  proof: ProofFields,
  request: ReceivedRequest,
  { tenant, clock }: { readonly tenant: string; readonly clock: Clock },
): void {
  const proven =
    proof.kind === 'bearer'
      ? showsToken(request, proof.tokens)
      : isSigned(request, proof.keys, { tenant, now: clock.now() });
  if (!proven) {
    const how =
      proof.kind === 'bearer'
        ? 'send Authorization: Bearer with the token'
        : `send ${timestampHeader} and ${signatureHeader}, made with the key and a clock that is right`;
    throw new RefusedEvent(401, `the sender did not prove itself; ${how}`);
  }
}

function showsToken({ headers }: ReceivedRequest, tokens: readonly string[]): boolean {
  const shown = /^bearer +(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (shown === undefined) return false;
  // Hashed first, so that neither the length nor the place of a difference shows in the time taken.
  return tokens.map((token) => timingSafeEqual(digest(token), digest(shown))).includes(true);
}

function isSigned(
  request: ReceivedRequest,
  keys: readonly string[],
  { tenant, now }: { readonly tenant: string; readonly now: number },
): boolean {
  const { headers } = request;
  const timestamp = headers[timestampHeader] ?? '';
  const shown = /^sha256=([0-9a-f]{64})$/i.exec(headers[signatureHeader] ?? '')?.[1];
  if (shown === undefined || !/^\d{1,12}$/.test(timestamp)) return false;
  const fresh = Math.abs(now - Number(timestamp) * 1000) <= toleranceMs;
  const given = Buffer.from(shown, 'hex');
  const matches = keys.map((key) =>
    timingSafeEqual(signature(key, `${timestamp}.${tenant}.`, request), given),
  );
  return fresh && matches.includes(true);
}

/**
 * HMAC-SHA-256 over `<timestamp>.<tenant>.`, as hints are signed, then each `ce-` header as `name:value` and a line feed
 * in order of name, and the body. In binary mode what the event is stands in headers, so they are signed too.
 */
function signature(key: string, prefix: string, { headers, body }: ReceivedRequest): Buffer {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`);
  const mac = createHmac('sha256', key).update(prefix);
  for (const line of attributes) mac.update(line);
  return mac.update(body).digest();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
