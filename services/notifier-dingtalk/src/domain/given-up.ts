import { HubError } from '@hub/core';
import { reasonOf, reasons, reasonText } from './reasons.js';

/** Why a message is set aside: for the parked record, and for the receipt. */
export interface GivenUp {
  readonly fault: Error;
  readonly reason: string;
}

/** A message that could not be sent for so long after its time is set aside. */
export const horizonMs = 72 * 3_600_000;

/** Whether a message that failed is set aside; null while it is worth another attempt. */
export function givenUp(error: unknown, waitedMs: number): GivenUp | null {
  if (!(error instanceof HubError)) {
    const fault = error instanceof Error ? error : new Error(String(error));
    return { fault, reason: reasons.unforeseen };
  }
  if (!error.retryable) return { fault: error, reason: reasonOf(error) };
  if (waitedMs < horizonMs) return null;
  const hours = String(Math.floor(waitedMs / 3_600_000));
  const reason = reasonText(
    `${hours} 小时内未能发送`,
    `could not be sent within ${hours} h: ${error.message}`,
  );
  return { fault: new HubError('NOTIFIER_GIVEN_UP', reason, { cause: error }), reason };
}
