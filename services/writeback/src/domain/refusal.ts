import { HubError, verifyCapability, type CapabilityClaims } from '@hub/core';

/** Why a click has no effect. Codes of hub.decision.v1. */
export type Refusal =
  | 'WRITEBACK_FORGED'
  | 'WRITEBACK_EXPIRED'
  | 'WRITEBACK_NOT_YOURS'
  | 'WRITEBACK_STALE'
  | 'WRITEBACK_DECIDED'
  | 'WRITEBACK_UNBOUND'
  | 'WRITEBACK_SELF'
  | 'WRITEBACK_ERP_REFUSED'
  | 'WRITEBACK_UNDECIDED';

/** What a capability turned out to be. */
export type Checked =
  | { readonly claims: CapabilityClaims; readonly refusal: null }
  | { readonly claims: null; readonly refusal: 'WRITEBACK_FORGED' | 'WRITEBACK_EXPIRED' };

/** Reads a capability as it was worth at a time. */
export function checkCapability(
  capability: string,
  keys: readonly Buffer[],
  atMs: number,
): Checked {
  try {
    return { claims: verifyCapability(capability, keys, atMs), refusal: null };
  } catch (error) {
    const expired = error instanceof HubError && error.code === 'CAPABILITY_EXPIRED';
    return { claims: null, refusal: expired ? 'WRITEBACK_EXPIRED' : 'WRITEBACK_FORGED' };
  }
}
