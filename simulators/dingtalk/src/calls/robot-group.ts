import { newQueryKey } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { isRobotOf, type Group } from '../organisation/organisation.js';
import type { World } from '../world.js';
import {
  findSent,
  invalidParameter,
  recallAll,
  requireMessage,
  requireText,
} from './robot-request.js';

const base = { generation: 'api', scope: 'qyapi_robot_sendmsg', counted: true } as const;

/** The robot of an application in groups. */
export function robotGroupRoutes(world: World): readonly VendorRoute[] {
  return [send(world), query(world), recall(world, 'recall'), recall(world, 'batchRecall')];
}

function send(world: World): TokenRoute {
  return {
    ...base,
    name: 'robot.groupSend',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    handle: (request) => {
      const { app, body, organisation } = request;
      const group = requireGroup(world, request);
      if (app.robotStopped === true)
        throw new ApiError(400, 'template.stopped', '机器人模板已经停用');
      const message = requireMessage(world, body);
      const processQueryKey = newQueryKey();
      const chat = world.chats.groupChat(organisation, group);
      const sender = { kind: 'robot', name: app.name, appKey: app.appKey } as const;
      const { msgId } = world.chats.add(chat, { sender, ...message, processQueryKey });
      const { openConversationId } = group;
      world.journal.append('group.sent', {
        corpId: app.corpId,
        openConversationId,
        msgId,
        processQueryKey,
        ...message,
      });
      return { processQueryKey };
    },
  };
}

function query(world: World): TokenRoute {
  return {
    ...base,
    name: 'robot.groupQuery',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/query',
    handle: (request) => {
      const { body } = request;
      requireGroup(world, request);
      const key = field.text(body, 'processQueryKey');
      if (key === undefined) throw invalidParameter('processQueryKey', 'missing');
      const [sent] = findSent(world, request, key);
      if (sent === undefined)
        throw new ApiError(400, 'invalid.processQueryKey', '无效的processQueryKey');
      const readers = [...sent.message.readBy];
      const from = field.integer(body, 'nextToken') ?? 0;
      const until = from + Math.min(field.integer(body, 'maxResults') ?? 200, 200);
      const hasMore = until < readers.length;
      return {
        sendStatus: sent.message.recalled ? 'RECALLED' : 'SUCCESS',
        readUserIds: readers.slice(from, until),
        hasMore,
        ...(hasMore ? { nextToken: String(until) } : {}),
      };
    },
  };
}

/** Recalls messages of a group; both names of the call are in use. */
function recall(world: World, call: 'recall' | 'batchRecall'): TokenRoute {
  return {
    ...base,
    name: 'robot.groupRecall',
    method: 'POST',
    path: `/v1.0/robot/groupMessages/${call}`,
    handle: (request) => {
      requireGroup(world, request);
      return recallAll(world, request);
    },
  };
}

/** The group of a call, with the robot in it. */
function requireGroup({ settings }: World, { app, body, organisation }: AppRequest): Group {
  if (!isRobotOf(app, requireText(body, 'robotCode')))
    throw invalidParameter('robotCode', 'auth', '此应用appkey和机器人robotCode不匹配');
  const openConversationId = field.text(body, 'openConversationId');
  if (openConversationId === undefined)
    throw new ApiError(400, 'miss.openConversationId', '缺少openConversationId');
  const group = organisation.groups.get(openConversationId);
  if (group === undefined)
    throw new ApiError(400, 'invalid.openConversationId', '无效的openConversationId');
  if (group.dissolved === true) throw new ApiError(400, 'group.disbanded', '群已经解散');
  if (!group.robotCodes.some((code) => isRobotOf(app, code)))
    throw new ApiError(400, settings.robotNotInGroupCode, '机器人不存在，请检查机器人是否在群内');
  return group;
}
