import { hashId, mintCapability, type CapabilityClaims } from '@hub/core';
import type { Command, Recipient } from '@hub/schemas';
import { cardParams } from './card-variables.js';
import type { Message, Params } from './message.js';
import type { NotifierTenant } from './tenant.js';

/** One card for all its recipients. */
export interface Card {
  readonly outTrackId: string;
  readonly cardData: Params;
  readonly privateData: Readonly<Record<string, Params>>;
  readonly userIds: readonly string[];
}

/** What is remembered of a card that was sent, to be able to change it. */
export interface SentCard {
  readonly commandId: string;
  readonly version: string;
  /** When the event behind it was observed. */
  readonly issuedAt: number;
  /** Who may decide from it, and which workflow node. */
  readonly deciders: Readonly<Record<string, string>>;
}

/** What the buttons of somebody who has none say. */
export const noButtons: Params = { canDecide: 'false', approveToken: '', rejectToken: '' };

/**
 * The card of a command. What everybody sees is public; the buttons are private to those who may decide, and
 * each carries a capability that is good for nobody else.
 */
export function cardOf(
  command: Command,
  message: Message,
  tenant: NotifierTenant,
  grant: { expiresAt: number; traceparent: string },
): Card {
  const buttons = (recipient: Recipient): Params => {
    if (recipient.node === null) return noButtons;
    const claims = claimsOf(command, recipient, recipient.node, grant);
    return {
      canDecide: 'true',
      approveToken: mintCapability({ ...claims, action: 'APPROVE' }, tenant.capabilityKey),
      rejectToken: mintCapability({ ...claims, action: 'REJECT' }, tenant.capabilityKey),
    };
  };
  return {
    outTrackId: command.commandId,
    cardData: cardParams(message),
    privateData: Object.fromEntries(
      command.recipients.map((recipient) => [recipient.userId, buttons(recipient)]),
    ),
    userIds: command.recipients.map(({ userId }) => userId),
  };
}

/** What to remember of a command's card. */
export function sentCardOf({ commandId, version, issuedAt, recipients }: Command): SentCard {
  const deciders = recipients.flatMap(({ userId, node }) =>
    node === null ? [] : [[userId, node] as const],
  );
  return { commandId, version, issuedAt, deciders: Object.fromEntries(deciders) };
}

function claimsOf(
  { tenant, form, documentId, version, commandId }: Command,
  { userId }: Recipient,
  node: string,
  { expiresAt, traceparent }: { expiresAt: number; traceparent: string },
): Omit<CapabilityClaims, 'action'> {
  // One nonce for both buttons and every attempt: sending a card again makes no second chance.
  const nonce = hashId('nonce', commandId, userId, node);
  return {
    tenant,
    form,
    documentId,
    version,
    node,
    userId,
    commandId,
    expiresAt,
    nonce,
    traceparent,
  };
}
