import type { Delivery, Send, SendPart } from '@hub/schemas';
import { deliveriesAfter, type Delivered } from './receipt.js';

/** DingTalk's code for words that the same person got before on the same day. */
const duplicate = '(143106)';
/** Codes, and words of ours, with which another way would be refused as well. */
const final = ['(1430002)', '(1430004)', '(1430000)'];

/** One call after DingTalk was asked what became of it. */
export function checkedPart(part: SendPart, said: readonly Delivered[]): SendPart {
  const recipients = deliveriesAfter(part.recipients, said).map((delivery): Delivery => {
    // The repeat of a call in doubt: that it is a repeat proves that the first one arrived.
    const isRepeat = part.doubts > 0 && (delivery.reason ?? '').endsWith(duplicate);
    return isRepeat ? { ...delivery, state: 'DELIVERED', reason: null } : delivery;
  });
  return { ...part, recipients };
}

/** Whom DingTalk left out without a word and who can be told the same by another way. */
export function leftOut({ parts }: Send, invalid: string): readonly Delivery[] {
  return parts
    .flatMap(({ recipients }) => recipients)
    .filter(
      ({ state, reason }) =>
        state === 'DROPPED' &&
        reason !== invalid &&
        !final.some((code) => (reason ?? '').endsWith(code)),
    );
}
