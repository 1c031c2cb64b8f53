import { hashId } from '@hub/core';
import type { Command, Delivery, Receipt } from '@hub/schemas';

/** What DingTalk said about one recipient. */
export interface Delivered {
  readonly userId: string;
  /** DELIVERED when the message is in his conversation, ACCEPTED when DingTalk only took it. */
  readonly state: 'DELIVERED' | 'ACCEPTED' | 'DROPPED';
  readonly reason: string | null;
}

const reasonLengthMax = 300;

/** The receipt of a command. A recipient about whom nothing was said was dropped. */
export function receiptOf(command: Command, delivered: readonly Delivered[], at: number): Receipt {
  const said = new Map(delivered.map((one) => [one.userId, one]));
  const recipients = command.recipients.map(({ userId, node }): Delivery => {
    const { state, reason } = said.get(userId) ?? {
      state: 'DROPPED' as const,
      reason: 'DingTalk did not mention this recipient',
    };
    return { userId, node, state, reason: reason?.slice(0, reasonLengthMax) ?? null };
  });
  const { commandId, eventId, tenant, form, documentId, version, channel, template, summary } =
    command;
  const states = recipients.map(({ userId, state }) => `${userId}:${state}`);
  return {
    receiptId: hashId('receipt', commandId, ...states),
    commandId,
    eventId,
    tenant,
    form,
    documentId,
    number: summary.number,
    version,
    channel,
    template,
    at,
    recipients,
  };
}
