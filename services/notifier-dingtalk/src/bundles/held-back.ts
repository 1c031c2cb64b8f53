import { hashId, type Outbound } from '@hub/core';
import type { Delivery, Waiting } from '@hub/schemas';
import { nextDigest } from '../domain/digest-time.js';
import { horizonMs } from '../domain/given-up.js';
import { reasons } from '../domain/reasons.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { SendLog, WaitingMessages } from '../ports.js';
import { waitingReceipt } from './put-aside.js';

/**
 * What DingTalk held back of a message, because it had too many for somebody, as it waits for another attempt; null when
 * it held back nothing, or goes on doing so. It is a message of its own: to the others it is told, and stays on record.
 *
 * @param later how the message waits; asked only when something was held back
 */
export function heldBack(
  deliveries: readonly Delivery[],
  now: number,
  later: () => Waiting,
): Waiting | null {
  const held = new Set(deliveries.filter(isHeld).map(({ userId }) => userId));
  if (held.size === 0) return null;
  const message = later();
  if (now - message.issuedAt >= horizonMs) return null;
  const recipients = message.recipients.filter(({ userId }) => held.has(userId));
  return { ...message, recipients, commandId: hashId('held', message.commandId), since: now };
}

function isHeld({ state, reason }: Delivery): boolean {
  return state === 'DROPPED' && reason === reasons.flowControlled;
}

/** What waited already waits on for the next digest. */
export function untilNextDigest(message: Waiting, tenant: NotifierTenant, now: number): Waiting {
  return { ...message, bundling: 'DIGEST', dueAt: nextDigest(now, tenant), round: null };
}

export interface HeldPorts {
  readonly waiting: Pick<WaitingMessages, 'write'>;
  readonly log: Pick<SendLog, 'find'>;
}

/**
 * Puts aside what was held back; resolves when it is safe. To be done before it is on record that the rest was told: a
 * process that dies between finds here what it wrote, or that it was told since.
 *
 * @returns the receipts
 */
export async function keepHeld(
  { waiting, log }: HeldPorts,
  tenant: NotifierTenant,
  held: readonly (Waiting | null)[],
): Promise<readonly Outbound[]> {
  const kept: Waiting[] = [];
  for (const one of held) if (one !== null && (await log.find(one)) === null) kept.push(one);
  if (kept.length > 0) await waiting.write(kept);
  return kept.map((one) => waitingReceipt(one, tenant));
}
