import { setTimeout as sleep } from 'node:timers/promises';
import type { Conversation } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { hmacOf } from './callback-crypto.js';
import { parseObject, post } from './post.js';

const replyTypes = ['text', 'markdown', 'actionCard', 'feedCard', 'link'];

export interface RobotPost {
  readonly app: App;
  readonly url: string;
  readonly conversation: Conversation;
  readonly data: Readonly<Record<string, unknown>>;
  readonly about: Readonly<Record<string, unknown>>;
}

/** Sends what a person said to a robot by HTTP, once, and puts the reply of the answer into the chat. */
export async function postRobotMessage(world: World, message: RobotPost): Promise<void> {
  const { about, app, url } = message;
  const { faults, journal } = world;
  if (faults.take('robot', ['callback-lose']) !== undefined) return;
  const late = faults.take('robot', ['callback-delay']);
  if (late !== undefined) await sleep(Number(late.params['ms'] ?? 1000), undefined, { ref: false });
  const body = JSON.stringify(message.data);
  const send = async (): Promise<void> => {
    journal.append('robot.posted', { ...about, appKey: app.appKey });
    const headers = signatureOf(world, app);
    const posted = await post(url, body, headers, world.settings.callbackDeadlineMs);
    const reason = posted.status === undefined ? { reason: posted.text } : {};
    journal.append('robot.answered', { ...about, status: posted.status ?? null, ...reason });
    if (posted.status === 200) reply(world, message, posted.text);
  };
  const twin = faults.take('robot', ['callback-duplicate']) === undefined ? undefined : send();
  await send();
  await twin;
}

/** HMAC over time and secret; it does not cover the body. */
function signatureOf({ clock, faults }: World, app: App): Record<string, string> {
  const timestamp = String(clock.now());
  const forged = faults.take('robot', ['callback-forge']) !== undefined;
  const secret = forged ? 'forged' : app.appSecret;
  return { timestamp, sign: hmacOf(secret, `${timestamp}\n${secret}`) };
}

/** `{"msgtype":"empty"}`, or nothing that can be read, is no reply. */
function reply(world: World, { about, app, conversation }: RobotPost, text: string): void {
  const answer = parseObject(text) ?? {};
  const msgtype = field.text(answer, 'msgtype') ?? '';
  const content = field.object(answer, msgtype);
  if (!replyTypes.includes(msgtype) || content === undefined) return;
  const sender = { kind: 'robot', name: app.name, appKey: app.appKey } as const;
  world.chats.add(conversation, { sender, msgtype, content });
  world.journal.append('robot.replied', { ...about, msgtype, content });
}
