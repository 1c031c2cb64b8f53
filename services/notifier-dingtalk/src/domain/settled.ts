import type { Delivery, Send, Waiting } from '@hub/schemas';

/** What became of a message that waited, as its command is on record. Nothing of a bundle can be taken back alone. */
export function settledSend(message: Waiting, recipients: readonly Delivery[], at: number): Send {
  const { tenant, form, documentId, commandId, eventId, channel, step, template } = message;
  return {
    ...{ tenant, form, documentId, commandId, eventId, channel, step, template },
    ...{ version: message.version, number: message.number, done: true, checked: true },
    parts: [{ first: 0, state: 'SENT', doubts: 0, reference: null, at, recipients }],
    words: null,
    at,
  };
}

/** Whether a message was refused in a digest; whoever replays its command wants it sent after all. */
export function isSetAside({ done, parts }: Send): boolean {
  const deliveries = parts.flatMap(({ recipients }) => recipients);
  return done && deliveries.length > 0 && deliveries.every(({ state }) => state === 'PARKED');
}
