import { HubError } from '@hub/core';
import type { OpenApi } from './open-api.js';

export interface RobotSend {
  readonly userIds: readonly string[];
  /** Kind of message, such as `sampleText` or `sampleMarkdown`. */
  readonly msgKey: string;
  readonly msgParam: object;
}

/** Who got the message; whoever is in none of the lists of failures did. */
export interface RobotReceipt {
  readonly accepted: readonly string[];
  /** DingTalk knows no such user, or the user may not see the robot. */
  readonly invalid: readonly string[];
  /** Not sent for now; may be sent again later. */
  readonly flowControlled: readonly string[];
}

/** Most people one call takes. */
const peopleMax = 20;

/**
 * Sends a message of the robot to people one by one. The call has no idempotency key, so after a time-out it may
 * have been sent.
 *
 * When a later part of a long list fails for now, the people of it are reported as flow controlled rather than as a
 * fault, because a repeat of everything would reach the first ones twice.
 */
export async function sendRobot(
  api: OpenApi,
  robotCode: string,
  message: RobotSend,
): Promise<RobotReceipt> {
  const msgParam = JSON.stringify(message.msgParam);
  const accepted: string[] = [];
  const invalid: string[] = [];
  const flowControlled: string[] = [];

  for (let from = 0; from < message.userIds.length; from += peopleMax) {
    const userIds = message.userIds.slice(from, from + peopleMax);
    try {
      const body = { robotCode, userIds, msgKey: message.msgKey, msgParam };
      const reply = await api.api('POST', 'v1.0/robot/oToMessages/batchSend', body);
      const unknown = textsIn(reply['invalidStaffIdList']);
      const held = textsIn(reply['flowControlledStaffIdList']);
      invalid.push(...unknown);
      flowControlled.push(...held);
      accepted.push(
        ...userIds.filter((userId) => !unknown.includes(userId) && !held.includes(userId)),
      );
    } catch (error) {
      if (from === 0 || !(error instanceof HubError) || !error.retryable) throw error;
      flowControlled.push(...message.userIds.slice(from));
      break;
    }
  }
  return { accepted, invalid, flowControlled };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
