import { createHmac, timingSafeEqual } from 'node:crypto';
import { messageOf, type Clock } from '@hub/core';
import type { CallbackAnswer } from './callback.js';
import type { StreamLog } from './stream-dispatch.js';
import {
  cardCallbackOf,
  cardUpdateOf,
  robotMessageOf,
  type CardCallback,
  type CardResponse,
  type RobotMessage,
} from './stream-messages.js';

/** What DingTalk posted to an address of ours: a press of a card, or a message to the robot. */
export interface PushRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** JSON text. */
  readonly body: string;
}

interface PushParts {
  /** Organisation whose people may press and write; others are turned away. */
  readonly corpId: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: StreamLog;
}

export interface CardPushParts extends PushParts {
  /** The secret that the address was registered with, and those before it while they are replaced. */
  readonly cardSecrets: readonly string[];
  /** Resolves when the press is safe. */
  readonly onCard: (callback: CardCallback) => Promise<CardResponse>;
}

export interface RobotPushParts extends PushParts {
  readonly appSecret: string;
  /** Resolves when the message is safe. */
  readonly onMessage: (message: RobotMessage) => Promise<void>;
}

/**
 * How far the time of a signature may be off. The signature covers nothing but the time, so whoever has seen one could
 * use it for so long; DingTalk itself advises an hour.
 */
const clockSkewMs = 5 * 60_000;

const forged: CallbackAnswer = { status: 403, body: '{}' };
const failed: CallbackAnswer = { status: 503, body: '{}' };

/**
 * Answers a press that DingTalk posted, with what the card shows then. Never rejects.
 *
 * The person who presses waits two seconds. DingTalk signs only the time: that the press is of the person it names has to
 * be proved by what the button carries.
 */
export async function answerCardPush(
  parts: CardPushParts,
  { headers, body }: PushRequest,
): Promise<CallbackAnswer> {
  const timestamp = textOf(headers['x-ddpaas-signature-timestamp']);
  const signature = textOf(headers['x-ddpaas-signature']);
  const { cardSecrets, corpId, log } = parts;
  const known = cardSecrets.some((secret) => isSigned(secret, timestamp, signature));
  if (!known || !isFresh(parts, timestamp)) return refused(log, 'a press');
  const callback = cardCallbackOf({ data: body });
  if (callback?.corpId !== corpId) {
    log.warn({}, 'a press of nobody inside the organisation was turned away');
    return { status: 200, body: '{}' };
  }
  return await orFailed(log, async () => cardUpdateOf(await parts.onCard(callback)));
}

/** Answers a message to the robot that DingTalk posted; what is said to it goes to its own address. Never rejects. */
export async function answerRobotPush(
  parts: RobotPushParts,
  { headers, body }: PushRequest,
): Promise<CallbackAnswer> {
  const timestamp = textOf(headers['timestamp']);
  const { appSecret, corpId, log } = parts;
  const known = isSigned(appSecret, `${timestamp}\n${appSecret}`, textOf(headers['sign']));
  if (!known || !isFresh(parts, timestamp)) return refused(log, 'a message to the robot');
  const message = robotMessageOf({ data: body });
  if (message?.senderCorpId !== corpId) {
    log.warn({}, 'a message of nobody inside the organisation was turned away');
    return { status: 200, body: JSON.stringify(nothing) };
  }
  return await orFailed(log, async () => {
    await parts.onMessage(message);
    return nothing;
  });
}

/** No reply within the answer. */
const nothing = { msgtype: 'empty' };

function isSigned(secret: string, signed: string, signature: string): boolean {
  const wanted = Buffer.from(createHmac('sha256', secret).update(signed).digest('base64'));
  const given = Buffer.from(signature);
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function isFresh({ clock }: PushParts, timestamp: string): boolean {
  return Math.abs(clock.now() - Number(timestamp)) <= clockSkewMs;
}

function refused(log: StreamLog, what: string): CallbackAnswer {
  log.warn({ code: 'DINGTALK_CALLBACK' }, `${what} by HTTP is not of DingTalk, or its time is off`);
  return forged;
}

async function orFailed(log: StreamLog, work: () => Promise<object>): Promise<CallbackAnswer> {
  try {
    return { status: 200, body: JSON.stringify(await work()) };
  } catch (error) {
    log.error({}, `not taken: ${messageOf(error)}`);
    return failed;
  }
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
