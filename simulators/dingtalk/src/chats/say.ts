import { createHash } from 'node:crypto';
import { postRobotMessage } from '../callbacks/post-robot-message.js';
import type { App, Organisation, User } from '../organisation/organisation.js';
import type { Parcel } from '../stream/courier.js';
import type { World } from '../world.js';
import type { ChatMessage, Conversation } from './chat-book.js';

const robotTopic = '/v1.0/im/bot/messages/get';

/** A text, or another kind of message with its content as a robot gets it. */
export interface Said {
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A person says something to a robot, alone with it or in a group. */
export interface Saying {
  readonly organisation: Organisation;
  readonly app: App;
  readonly user: User;
  readonly conversation: Conversation;
  readonly said: Said;
  /** In a group: whether the robot is mentioned. Without that a robot hears nothing of a group. */
  readonly mentionsRobot: boolean;
}

/** Puts what a person says into the chat and tells the application. Returns the message. */
export function say(world: World, saying: Saying): ChatMessage {
  const { app, conversation, said, user } = saying;
  const { chats, clock, courier, journal, pushes, settings } = world;
  const message = chats.add(conversation, {
    sender: { kind: 'person', userId: user.userId },
    ...said,
  });
  const about = {
    corpId: app.corpId,
    userId: user.userId,
    conversationId: conversation.conversationId,
    msgId: message.msgId,
  };
  journal.append('robot.incoming', {
    ...about,
    ...(said.msgtype === 'text' ? textOf(said) : said),
  });
  const heard = conversation.kind === 'robot' || saying.mentionsRobot;
  if (conversation.kind === 'single' || !heard) return message;
  const allowed = pushes.admit(app.corpId, settings.monthlyPushes, clock.now());
  const data = allowed ? bodyOf(world, saying, message) : exhausted(saying, message);
  const url = world.callbacks.of(app).robotUrl;
  if (url !== undefined) {
    void postRobotMessage(world, { app, url, conversation, data, about });
    return message;
  }
  const parcel: Parcel = { app, type: 'CALLBACK', topic: robotTopic, data, about };
  courier.deliver(parcel, settings.robotRetryMs);
  return message;
}

/** The robot message body of the documents. */
function bodyOf(world: World, saying: Saying, message: ChatMessage): Record<string, unknown> {
  const { app, conversation, organisation, said, user } = saying;
  const inGroup = conversation.kind === 'group';
  const { session, expiresAt } = world.sessions.open(app, conversation);
  const robotId = dingtalkId(app.robotCode);
  return {
    ...envelope(saying, message),
    conversationType: inGroup ? '2' : '1',
    ...(inGroup ? { conversationTitle: conversation.title } : {}),
    senderId: dingtalkId(user.unionId),
    senderNick: user.name,
    senderStaffId: user.userId,
    senderCorpId: organisation.corpId,
    isAdmin: user.admin,
    chatbotUserId: robotId,
    isInAtList: inGroup,
    atUsers: inGroup ? [{ dingtalkId: robotId }] : [],
    sessionWebhook: `${world.address}/robot/sendBySession?session=${session}`,
    sessionWebhookExpiredTime: expiresAt,
    ...saidTo(said, inGroup),
  };
}

/** What was said, at the end of the body: a text in its own field, all other kinds under `content`. */
function saidTo(said: Said, inGroup: boolean): object {
  if (said.msgtype !== 'text') return said;
  const { text } = textOf(said);
  return { msgtype: 'text', text: { content: inGroup ? ` ${text}` : text } };
}

function textOf({ content }: Said): { readonly text: string } {
  return { text: String(content['content']) };
}

/** What arrives once the monthly quota of pushes is used up: the fact, without the content. */
function exhausted(saying: Saying, message: ChatMessage): Record<string, unknown> {
  return {
    ...envelope(saying, message),
    errorCode: 20001,
    errorMessage: '企业本月的消息推送额度已用完',
  };
}

function envelope(
  { app, conversation }: Saying,
  { at, msgId }: ChatMessage,
): Record<string, unknown> {
  return {
    conversationId: conversation.conversationId,
    msgId,
    createAt: at,
    chatbotCorpId: app.corpId,
    robotCode: app.robotCode,
  };
}

function dingtalkId(of: string): string {
  return `$:LWCP_v1:$${createHash('md5').update(of).digest('base64')}`;
}
