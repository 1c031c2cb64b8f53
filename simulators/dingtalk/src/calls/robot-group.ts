import { newQueryKey } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import { isRobotOf, type Group } from '../organisation/organisation.js';
import type { World } from '../world.js';
import {
  checkRobot,
  findSent,
  invalidParameter,
  recallAll,
  requireMessage,
  requireText,
} from './robot-request.js';

const base = { generation: 'api', scope: 'qyapi_robot_sendmsg', counted: true } as const;

/** The robot of an application in groups. */
export function robotGroupRoutes(world: World): readonly VendorRoute[] {
  return [send(world), query(world), recall(world)];
}

function send(world: World): TokenRoute {
  return {
    ...base,
    name: 'robot.groupSend',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/send',
    handle: (request) => {
      const { app, body, organisation } = request;
      checkRobot(request, body);
      const group = requireGroup(request);
      const message = requireMessage(body);
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
      checkRobot(request, body);
      requireGroup(request);
      const [sent] = findSent(world, request, requireText(body, 'processQueryKey'));
      if (sent === undefined) throw invalidParameter('processQueryKey');
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

function recall(world: World): TokenRoute {
  return {
    ...base,
    name: 'robot.groupRecall',
    method: 'POST',
    path: '/v1.0/robot/groupMessages/recall',
    handle: (request) => {
      checkRobot(request, request.body);
      requireGroup(request);
      return recallAll(world, request);
    },
  };
}

function requireGroup({ app, body, organisation }: AppRequest): Group {
  const group = organisation.groups.get(requireText(body, 'openConversationId'));
  if (group === undefined) throw invalidParameter('openConversationId');
  if (!group.robotCodes.some((code) => isRobotOf(app, code))) {
    throw new ApiError(400, 'invalidParameter.robotCode.notInGroup', '机器人不在群中');
  }
  return group;
}
