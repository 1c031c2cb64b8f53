import { createHmac } from 'node:crypto';
import type { Clock } from '@hub/core';
import { configuredUrl } from './addresses.js';
import { DingTalkFault } from './faults.js';
import type { OpenApi } from './open-api.js';

/** A message of a custom group robot: whoever knows its address may send, 20 a minute. */
export interface WebhookSend {
  /** As DingTalk's settings show it, `https://oapi.dingtalk.com/robot/send?access_token=…`; a secret. */
  readonly address: string;
  /** Secret of the security setting 加签, `SEC…`; undefined when it is not ticked. */
  readonly secret?: string | undefined;
  /** `{ msgtype, <msgtype>: {…}, at? }`; with the setting 自定义关键词 one of the words has to occur. About 20,000 bytes at most. */
  readonly message: object;
  /** Makes a repeat after a lost answer the same message. */
  readonly msgUuid: string;
}

/** The address of a custom robot; a secret, as its token is. */
export function webhookAddress(oapi: string, token: string): string {
  const address = new URL('robot/send', configuredUrl(oapi, 'dingtalk.oapi'));
  address.searchParams.set('access_token', token);
  return address.href;
}

/** @throws DingTalkFault DINGTALK_ROBOT_RATE: the robot is mute for ten minutes, and each further try is in vain */
export async function sendGroupWebhook(
  api: OpenApi,
  clock: Clock,
  { address, secret, message, msgUuid }: WebhookSend,
): Promise<void> {
  const signed = secret === undefined ? {} : signatureOf(secret, clock.now());
  try {
    await api.webhook(address, { ...message, msgUuid }, signed);
  } catch (error) {
    throw error instanceof DingTalkFault && error.vendorCode === security ? named(error) : error;
  }
}

/** One code stands for four settings, and only the text says which. Nothing is decided by it: a person reads it. */
const security = '310000';
const settings: readonly (readonly [name: string, said: RegExp])[] = [
  ['keyword', /keywords? not in content/i],
  ['timestamp', /invalid timestamp/i],
  ['sign', /sign not match/i],
  ['ip', /not in whitelist/i],
];

function named({ code, message, vendorCode, cause }: DingTalkFault): DingTalkFault {
  const [name] = settings.find(([, said]) => said.test(message)) ?? [];
  const which = name === undefined ? vendorCode : `${vendorCode}.${name}`;
  return new DingTalkFault(code, message, which, { cause });
}

/** @param now UTC milliseconds; DingTalk takes an hour of difference */
function signatureOf(
  secret: string,
  now: number,
): { readonly timestamp: string; readonly sign: string } {
  const timestamp = String(now);
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return { timestamp, sign };
}
