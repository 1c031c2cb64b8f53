import type { ChatMessage, Conversation } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest } from '../http/vendor-route.js';
import { isRobotOf } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { findForbidden } from './forbidden-content.js';
import { readRobotMessage, type RobotMessage } from './robot-message.js';

const queryKeysMax = 20;

type Fields = Readonly<Record<string, unknown>>;

export function invalidParameter(name: string, why = 'invalid', message?: string): ApiError {
  return new ApiError(400, `invalidParameter.${name}.${why}`, message);
}

/** A parameter that must be there. */
export function requireText(fields: Fields, name: string): string {
  const value = field.text(fields, name);
  if (value === undefined) throw invalidParameter(name, 'empty');
  return value;
}

/** Refuses a robot that is not the one of the calling application. */
export function checkRobot({ app }: AppRequest, fields: Fields): void {
  if (!isRobotOf(app, requireText(fields, 'robotCode'))) {
    throw new ApiError(400, 'robot.oto.notExist', '机器人不存在');
  }
}

/** Reads, checks and filters what a robot is to say. */
export function requireMessage(world: World, body: Fields): RobotMessage {
  const msgKey = requireText(body, 'msgKey');
  const msgParam = requireText(body, 'msgParam');
  if (Buffer.byteLength(msgParam) > world.settings.robotParamBytesMax)
    throw invalidParameter('msgParam', 'tooLong', '消息内容太长');
  const message = readRobotMessage(msgKey, msgParam);
  if ('code' in message) throw new ApiError(400, message.code, '消息模板参数不合法');
  const forbidden = findForbidden(world, message.content);
  if (forbidden === 'url') throw new ApiError(400, 'contain.unsafe.url', '含有不安全的外链');
  if (forbidden === 'text') throw new ApiError(400, 'contain.notAllowed.text', '含有不合适的文本');
  return message;
}

/** The messages of one sending within the window; later they can be neither recalled nor asked about. */
export function findSent(
  world: World,
  request: AppRequest,
  processQueryKey: string,
): { conversation: Conversation; message: ChatMessage }[] {
  const since = world.clock.now() - world.settings.robotMessageWindowMs;
  return world.chats
    .byQueryKey(request.app.corpId, processQueryKey)
    .filter(({ message }) => message.at >= since);
}

/** Recalls sendings; those that cannot be recalled are told inside the answer. */
export function recallAll(world: World, request: AppRequest): object {
  const keys = field.texts(request.body, 'processQueryKeys') ?? [];
  if (keys.length === 0) throw invalidParameter('processQueryKeys', 'empty');
  if (keys.length > queryKeysMax) throw invalidParameter('processQueryKeys', 'overMax');
  const successResult: string[] = [];
  const failedResult: Record<string, string> = {};
  for (const key of keys) {
    const sent = findSent(world, request, key);
    if (sent.length === 0) {
      failedResult[key] = '消息不存在或已超过24小时';
      continue;
    }
    for (const { conversation, message } of sent) {
      message.recalled = true;
      const { corpId, conversationId, userId } = conversation;
      const { msgId } = message;
      world.journal.append('message.recalled', {
        corpId,
        userId: userId ?? null,
        conversationId,
        msgId,
      });
    }
    successResult.push(key);
  }
  return { successResult, failedResult };
}
