import type { Delivery, Send, SendPart, Step } from '@hub/schemas';
import { reasons } from './reasons.js';

/** Steps with which an earlier one is taken back. */
const undoing: ReadonlySet<Step> = new Set(['WITHDRAWN', 'VOIDED', 'DELETED']);
/** Steps of a bill that somebody may have been told of and that can be taken back. */
const undoable: ReadonlySet<Step> = new Set(['SAVED', 'SUBMITTED', 'APPROVED', 'REJECTED']);
/** DingTalk takes messages back for 24 hours; a little less, because its clock is not ours. */
const recallableMs = 24 * 3_600_000 - 60_000;

/** What is sent by these is not taken back as a message: it is shown anew, ticked off or taken away. */
const stays: ReadonlySet<Send['channel']> = new Set(['CARD', 'TO_DO', 'CALENDAR']);

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

/**
 * The messages about a bill that stay, so that the undoing is told besides: bundles tell of other bills too, and what a
 * custom robot said in a group has no name by which it could be taken back.
 */
export function partsToCorrect(send: Send, undoneAt: number): readonly SendPart[] {
  if (!canBeUndone(send)) return [];
  return send.parts.filter(
    (part) => part.at < undoneAt && part.recipients.some((one) => staysOut(one, part, send)),
  );
}

function staysOut(delivery: Delivery, { reference }: SendPart, { channel }: Send): boolean {
  if (!isOut(delivery)) return false;
  if (delivery.reason === reasons.bundled) return true;
  const isDone =
    delivery.reason === reasons.corrected || delivery.reason === reasons.correctedGroup;
  return channel === 'GROUP' && reference === null && !isDone;
}

/** A message of whose people all have been told of the undoing. */
export function corrected(part: SendPart): SendPart {
  const recipients = part.recipients.map((delivery) => {
    if (!isOut(delivery)) return delivery;
    const wasBundled = delivery.reason === reasons.bundled;
    return { ...delivery, reason: wasBundled ? reasons.corrected : reasons.correctedGroup };
  });
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
