import type { Delivery, Send, SendPart, Step } from '@hub/schemas';
import { reasons } from './reasons.js';

/** Steps with which an earlier one is taken back. */
const undoing: ReadonlySet<Step> = new Set(['WITHDRAWN', 'VOIDED', 'DELETED']);
/** Steps of a bill that somebody may have been told of and that can be taken back. */
const undoable: ReadonlySet<Step> = new Set(['SAVED', 'SUBMITTED', 'APPROVED', 'REJECTED']);
/** DingTalk takes messages back for 24 hours; a little less, because its clock is not ours. */
const recallableMs = 24 * 3_600_000 - 60_000;

/** What is sent by these is not taken back as a message: it is shown anew, ticked off or taken away. */
const stays: ReadonlySet<Send['channel']> = new Set(['CARD', 'TODO', 'CALENDAR']);

export function isUndoing(step: Step): boolean {
  return undoing.has(step);
}

/** Whether what a message tells of can be taken back; a message about a decision tells of no step. */
export function canBeUndone({ step }: { readonly step: Step }): boolean {
  return undoable.has(step);
}

/** The calls whose messages should go when their bill is taken back. */
export function partsToRecall(
  send: Send,
  undoneAt: number,
  now: number,
): readonly (SendPart & { readonly reference: string })[] {
  if (stays.has(send.channel) || !canBeUndone(send)) return [];
  return send.parts.flatMap((part) => {
    const { reference, at, recipients } = part;
    const isRecallable = reference !== null && at < undoneAt && now - at < recallableMs;
    return isRecallable && recipients.some(isOut) ? [{ ...part, reference }] : [];
  });
}

/** The bundles that told of a bill: they tell of others too, so they stay, and the undoing is told besides. */
export function partsToCorrect(send: Send, undoneAt: number): readonly SendPart[] {
  if (send.channel === 'GROUP' || !canBeUndone(send)) return [];
  return send.parts.filter(({ at, recipients }) => at < undoneAt && recipients.some(isBundled));
}

function isBundled(delivery: Delivery): boolean {
  return isOut(delivery) && delivery.reason === reasons.bundled;
}

/** A bundle of whose people all have been told of the undoing. */
export function corrected(part: SendPart): SendPart {
  const recipients = part.recipients.map((delivery) =>
    isBundled(delivery) ? { ...delivery, reason: reasons.corrected } : delivery,
  );
  return { ...part, recipients };
}

/** Whether somebody has the message, as far as is known. */
export function isOut({ state }: Delivery): boolean {
  return state === 'ACCEPTED' || state === 'DELIVERED' || state === 'READ';
}

/** A call whose message was taken back. */
export function recalled(part: SendPart, readers: ReadonlySet<string>): SendPart {
  const recipients = part.recipients.map((delivery): Delivery => {
    if (!isOut(delivery)) return delivery;
    return { ...delivery, state: 'RECALLED', reason: readers.has(delivery.userId) ? 'read' : null };
  });
  return { ...part, recipients };
}
