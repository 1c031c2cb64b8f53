import { HubError } from '@hub/core';
import type { OpenApi } from './open-api.js';
import { isFields, type Fields } from './reply.js';

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
  /** One for each call that was accepted, of 20 people each; by them the messages are asked for and recalled. */
  readonly processQueryKeys: readonly string[];
}

export type SendStatus = 'SUCCESS' | 'RECALLED' | 'PROCESSING';

/** Who has read a message to people one by one. */
export interface RobotReaders {
  readonly status: SendStatus;
  readonly read: readonly string[];
  readonly unread: readonly string[];
}

/** Keys of the messages that were taken back, and why others were not. */
export interface Recalled {
  readonly recalled: readonly string[];
  readonly failed: Readonly<Record<string, string>>;
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
  const processQueryKeys: string[] = [];

  for (let from = 0; from < message.userIds.length; from += peopleMax) {
    const userIds = message.userIds.slice(from, from + peopleMax);
    try {
      const body = { robotCode, userIds, msgKey: message.msgKey, msgParam };
      const reply = await api.api('POST', 'v1.0/robot/oToMessages/batchSend', body);
      if (typeof reply['processQueryKey'] === 'string')
        processQueryKeys.push(reply['processQueryKey']);
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
  return { accepted, invalid, flowControlled, processQueryKeys };
}

/** For 24 hours. */
export async function robotReaders(
  api: OpenApi,
  robotCode: string,
  processQueryKey: string,
): Promise<RobotReaders> {
  const asked = { robotCode, processQueryKey };
  const reply = await api.api('GET', 'v1.0/robot/oToMessages/readStatus', asked);
  const list: readonly unknown[] = Array.isArray(reply['messageReadInfoList'])
    ? reply['messageReadInfoList']
    : [];
  const people = list.filter(isFields);
  const idsOf = (wanted: boolean): readonly string[] =>
    people
      .filter(({ readStatus }) => (readStatus === 'READ') === wanted)
      .map(({ userId }) => String(userId));
  return { status: sendStatusOf(reply), read: idsOf(true), unread: idsOf(false) };
}

/** Takes messages back. 20 keys at most; for 24 hours. */
export async function recallRobot(
  api: OpenApi,
  robotCode: string,
  processQueryKeys: readonly string[],
): Promise<Recalled> {
  // DingTalk spells this path differently from the one that sends.
  const path = 'v1.0/robot/otoMessages/batchRecall';
  return recallOf(await api.api('POST', path, { robotCode, processQueryKeys }));
}

export function recallOf(reply: Fields): Recalled {
  const failed = isFields(reply['failedResult']) ? reply['failedResult'] : {};
  return {
    recalled: textsIn(reply['successResult']),
    failed: Object.fromEntries(Object.entries(failed).map(([key, why]) => [key, String(why)])),
  };
}

export function sendStatusOf({ sendStatus }: Fields): SendStatus {
  return sendStatus === 'SUCCESS' || sendStatus === 'RECALLED' ? sendStatus : 'PROCESSING';
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
