import type { CapabilityClaims } from '@hub/core';
import type { Decided } from './erp.js';
import { checkCapability, type Refusal } from './refusal.js';

/** A pressed button, as DingTalk tells of it. Nothing in it is signed by DingTalk. */
export interface PressedButton {
  readonly corpId: string;
  readonly userId: string;
  readonly outTrackId: string;
  readonly params: Readonly<Record<string, string>>;
}

/** The tenant whose connection brought it. */
export interface Receiver {
  readonly id: string;
  readonly corpId: string;
  readonly capabilityKeys: readonly Buffer[];
}

/** Why a pressed button is not let in. */
type NotAdmitted = Extract<
  Refusal,
  'WRITEBACK_FORGED' | 'WRITEBACK_EXPIRED' | 'WRITEBACK_NOT_YOURS'
>;

export type Admission =
  | {
      readonly admitted: true;
      readonly claims: CapabilityClaims;
      readonly action: Decided;
      readonly capability: string;
    }
  | { readonly admitted: false; readonly refusal: NotAdmitted };

/**
 * Decides whether a pressed button is let in: the hub made it, for this tenant, this person, this card and this
 * action, and its time has not run out. Whether it may still have an effect is decided later, against the ERP.
 */
export function admitClick(button: PressedButton, receiver: Receiver, nowMs: number): Admission {
  const { action: pressed, token = '' } = button.params;
  const { claims, refusal } = checkCapability(token, receiver.capabilityKeys, nowMs);
  if (claims === null) return { admitted: false, refusal };
  if (button.corpId !== receiver.corpId || claims.tenant !== receiver.id)
    return { admitted: false, refusal: 'WRITEBACK_FORGED' };
  if (claims.commandId !== button.outTrackId || claims.action !== actions[pressed ?? '']) {
    return { admitted: false, refusal: 'WRITEBACK_FORGED' };
  }
  if (claims.userId !== button.userId) return { admitted: false, refusal: 'WRITEBACK_NOT_YOURS' };
  return { admitted: true, claims, action: claims.action, capability: token };
}

const actions: Readonly<Partial<Record<string, Decided>>> = {
  approve: 'APPROVE',
  reject: 'REJECT',
};
