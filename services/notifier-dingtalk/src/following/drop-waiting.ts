import { HubError } from '@hub/core';
import type { Document, Waiting } from '@hub/schemas';
import { reasons } from '../domain/reasons.js';
import { alike, receiptOfSend } from '../domain/receipt.js';
import { settledSend } from '../domain/settled.js';
import { canBeUndone, isUndoing } from '../domain/undone.js';
import type { Tell, WaitingMessages } from '../ports.js';

export interface DropPorts {
  readonly waiting: WaitingMessages;
  readonly tell: Tell;
}

/** How soon a bundle that is being told is told. */
const underWayMs = 1_000;

/**
 * Drops the messages about a bill that still wait when what they tell of was undone in the ERP.
 *
 * @throws HubError NOTIFIER_IN_FLIGHT, retryable, while one of them is being told
 */
export async function dropWaiting({ waiting, tell }: DropPorts, document: Document): Promise<void> {
  if (!isUndoing(document.step) || document.backfill) return;
  const undone = (await waiting.of(document.tenant)).filter((one) => isAbout(one, document));
  if (undone.length === 0) return;
  const underWay = undone.find(({ round }) => round !== null);
  if (underWay !== undefined) {
    const text = `command ${underWay.commandId} of ${underWay.tenant} is being told in a bundle`;
    const retry = { retryable: true, retryAfterMs: underWayMs };
    throw new HubError('NOTIFIER_IN_FLIGHT', text, retry);
  }
  const sends = undone.map((one) => {
    const dropped = alike(one.recipients, 'DROPPED', reasons.overtaken);
    return settledSend(one, dropped, document.observedAt);
  });
  await tell([
    ...sends.map((value) => ({ topic: 'hub.receipt.v1', value: receiptOfSend(value) })),
    ...sends.map((value) => ({ topic: 'hub.send.v1', value })),
  ]);
  await waiting.forget(undone);
}

function isAbout(
  { form, documentId, step, issuedAt }: Waiting,
  document: Pick<Document, 'form' | 'documentId' | 'observedAt'>,
): boolean {
  const same = form === document.form && documentId === document.documentId;
  return same && canBeUndone({ step }) && issuedAt < document.observedAt;
}
