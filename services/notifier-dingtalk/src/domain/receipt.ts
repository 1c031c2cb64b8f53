import { hashId } from '@hub/core';
import type { Command, Delivery, Receipt, Recipient, Send } from '@hub/schemas';
import { reasons } from './reasons.js';

/** What DingTalk said about one recipient. */
export interface Delivered {
  readonly userId: string;
  /** DELIVERED when the message is in his conversation, ACCEPTED when DingTalk only took it. */
  readonly state: 'DELIVERED' | 'ACCEPTED' | 'DROPPED' | 'READ';
  readonly reason: string | null;
}

const reasonLengthMax = 300;

/** What became of each recipient. One about whom nothing was said was dropped. */
export function deliveriesOf(
  recipients: readonly Recipient[],
  delivered: readonly Delivered[],
): readonly Delivery[] {
  const said = new Map(delivered.map((one) => [one.userId, one]));
  return recipients.map(({ userId, node }): Delivery => {
    const { state, reason } = said.get(userId) ?? {
      state: 'DROPPED' as const,
      reason: reasons.unmentioned,
    };
    return { userId, node, state, reason: reason?.slice(0, reasonLengthMax) ?? null };
  });
}

/** What became of them, after DingTalk told more; about whom it said nothing new, what was known stays. */
export function deliveriesAfter(
  known: readonly Delivery[],
  said: readonly Delivered[],
): readonly Delivery[] {
  const news = new Map(said.map((one) => [one.userId, one]));
  return known.map((delivery) => {
    const { state, reason } = news.get(delivery.userId) ?? delivery;
    return { ...delivery, state, reason: reason?.slice(0, reasonLengthMax) ?? null };
  });
}

/** The same for all of them. */
export function alike(
  recipients: readonly Recipient[],
  state: Delivery['state'],
  reason: string | null,
): readonly Delivery[] {
  return recipients.map(({ userId, node }) => ({ userId, node, state, reason }));
}

/** What became of the recipients of a message that is set aside: who was told before is told all the same. */
export function setAside(
  recipients: readonly Recipient[],
  told: readonly Delivery[],
  reason: string,
): readonly Delivery[] {
  const known = new Map(told.map((delivery) => [delivery.userId, delivery]));
  return recipients.map(
    ({ userId, node }): Delivery =>
      known.get(userId) ?? {
        ...{ userId, node, state: 'PARKED' },
        reason: reason.slice(0, reasonLengthMax),
      },
  );
}

/** What of a command its receipt repeats. */
type Receipted = Omit<Receipt, 'receiptId' | 'number' | 'at' | 'recipients'> & {
  readonly summary: Pick<Command['summary'], 'number'>;
};

/** The receipt of a command. */
export function receiptOf(
  { commandId, eventId, tenant, form, documentId, version, channel, template, summary }: Receipted,
  recipients: readonly Delivery[],
  at: number,
): Receipt {
  return {
    receiptId: receiptId(commandId, recipients),
    ...{ commandId, eventId, tenant, form, documentId, number: summary.number, version },
    ...{ channel, template, at, recipients },
  };
}

/** The receipt of a command as its sending is on record. */
export function receiptOfSend({
  parts,
  commandId,
  eventId,
  tenant,
  form,
  documentId,
  number,
  version,
  channel,
  template,
  at,
}: Send): Receipt {
  const recipients = parts.flatMap((part) => part.recipients);
  return {
    receiptId: receiptId(commandId, recipients),
    ...{ commandId, eventId, tenant, form, documentId, number, version },
    ...{ channel, template, at, recipients },
  };
}

function receiptId(commandId: string, recipients: readonly Delivery[]): string {
  const states = recipients.map(({ userId, state }) => `${userId}:${state}`);
  return hashId('receipt', commandId, ...states);
}
