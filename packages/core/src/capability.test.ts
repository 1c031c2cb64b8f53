import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mintCapability, verifyCapability, type CapabilityClaims } from './capability.js';
import { HubError } from './errors.js';

const key = Buffer.alloc(32, 1);
const otherKey = Buffer.alloc(32, 2);
const claims: CapabilityClaims = {
  tenant: 'huadong',
  form: 'PUR_PurchaseOrder',
  documentId: '100186',
  version: '1763800000000.a1',
  node: 'a1',
  userId: 'manager01',
  action: 'APPROVE',
  commandId: 'c'.repeat(32),
  expiresAt: 1_763_900_000_000,
  nonce: 'n1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};
const before = claims.expiresAt - 1;

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return error instanceof HubError ? error.code : String(error);
  }
  return 'accepted';
}

describe('a capability', () => {
  it('gives back the claims it was made with', () => {
    assert.deepEqual(verifyCapability(mintCapability(claims, key), [key], before), claims);
  });

  it('fits into a card variable of 1 KB', () => {
    assert.ok(mintCapability(claims, key).length < 1024);
  });

  it('is accepted with the old key while the secret is rotated', () => {
    assert.equal(
      codeOf(() => verifyCapability(mintCapability(claims, otherKey), [key, otherKey], before)),
      'accepted',
    );
  });

  it('is refused when another hub made it', () => {
    assert.equal(
      codeOf(() => verifyCapability(mintCapability(claims, otherKey), [key], before)),
      'CAPABILITY_FORGED',
    );
  });

  it('is refused after its time', () => {
    assert.equal(
      codeOf(() => verifyCapability(mintCapability(claims, key), [key], claims.expiresAt + 1)),
      'CAPABILITY_EXPIRED',
    );
  });

  it('is refused when any one character was changed', () => {
    const genuine = mintCapability(claims, key);
    fc.assert(
      fc.property(
        fc.nat(genuine.length - 1),
        fc.constantFrom('A', 'z', '0', '.', '-'),
        (at, character) => {
          fc.pre(genuine[at] !== character);
          const changed = genuine.slice(0, at) + character + genuine.slice(at + 1);
          const [body, mac] = genuine.split('.');
          const [changedBody, changedMac] = changed.split('.');
          // The last base64url character carries spare bits: a change there may decode to the same bytes.
          fc.pre(
            changedBody !== body ||
              !Buffer.from(changedMac ?? '', 'base64url').equals(
                Buffer.from(mac ?? '', 'base64url'),
              ),
          );
          assert.equal(
            codeOf(() => verifyCapability(changed, [key], before)),
            'CAPABILITY_FORGED',
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  for (const text of ['', '.', 'a.b', 'a.b.c', 'x'.repeat(5000)]) {
    it(`is refused when it is the text ${JSON.stringify(text.slice(0, 10))} of ${String(text.length)} characters`, () => {
      assert.equal(
        codeOf(() => verifyCapability(text, [key], before)),
        'CAPABILITY_FORGED',
      );
    });
  }

  it('cannot be made with a short key', () => {
    assert.equal(
      codeOf(() => mintCapability(claims, Buffer.alloc(8))),
      'CAPABILITY_KEY_SHORT',
    );
  });
});
