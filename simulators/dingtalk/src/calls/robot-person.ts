import { SlidingWindow } from '../access/sliding-window.js';
import { newQueryKey } from '../chats/chat-book.js';
import { field } from '../http/field.js';
import { takeFor } from '../http/fault-strike.js';
import { ApiError } from '../http/vendor-error.js';
import type { TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { App } from '../organisation/organisation.js';
import { isReachable } from '../organisation/visible-range.js';
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

/** The robot of an application in its chats with single persons. */
export function robotPersonRoutes(world: World): readonly VendorRoute[] {
  return [batchSend(world), readStatus(world), batchRecall(world)];
}

function batchSend(world: World): TokenRoute {
  const perMinute = new SlidingWindow(60_000);
  const admits = ({ robotCode }: App): boolean => {
    const limit = world.settings.robotRecipientsPerMinute;
    return limit === null || perMinute.admit(robotCode, limit, world.clock.now());
  };
  const route = { name: 'robot.batchSend', path: '/v1.0/robot/oToMessages/batchSend' };
  return {
    ...base,
    ...route,
    method: 'POST',
    handle: (request) => {
      const { app, body, organisation } = request;
      checkRobot(request, body);
      const userIds = [...new Set(field.texts(body, 'userIds') ?? [])];
      if (userIds.length === 0) throw invalidParameter('userIds', 'empty');
      if (userIds.length > world.settings.batchSendUsersMax) {
        // The documents allow 20 and say 100 in the text of this error.
        throw invalidParameter('userIds', 'overMax', '用户数量超过上限，最多100个');
      }
      if (app.robotStopped === true)
        throw new ApiError(400, 'chatbotId.notAllow.sendOTO', '不允许主动发单聊');
      const message = requireMessage(world, body);
      const processQueryKey = newQueryKey();
      const fault = takeFor(world.faults, request.path, route, ['flow-control']);
      const struck = fault === undefined ? [] : (field.texts(fault.params, 'userIds') ?? userIds);
      const invalid = userIds.filter((id) => !isReachable(organisation, app, id));
      const controlled = userIds.filter(
        (id) => !invalid.includes(id) && (struck.includes(id) || !admits(app)),
      );
      for (const userId of userIds) {
        if (invalid.includes(userId) || controlled.includes(userId)) continue;
        const chat = world.chats.robotChat(app, userId);
        const sender = { kind: 'robot', name: app.name, appKey: app.appKey } as const;
        const { msgId } = world.chats.add(chat, { sender, ...message, processQueryKey });
        world.journal.append('robot.sent', {
          corpId: app.corpId,
          userId,
          msgId,
          processQueryKey,
          ...message,
        });
      }
      return {
        processQueryKey,
        invalidStaffIdList: invalid,
        flowControlledStaffIdList: controlled,
      };
    },
  };
}

function readStatus(world: World): TokenRoute {
  return {
    ...base,
    name: 'robot.readStatus',
    method: 'GET',
    path: '/v1.0/robot/oToMessages/readStatus',
    handle: (request) => {
      checkRobot(request, request.query);
      const sent = findSent(world, request, requireText(request.query, 'processQueryKey'));
      if (sent.length === 0) throw invalidParameter('processQueryKey');
      const messageReadInfoList = sent.map(({ conversation, message }) => {
        const userId = conversation.userId ?? '';
        const name = request.organisation.users.get(userId)?.name ?? '';
        return { userId, name, readStatus: message.readBy.has(userId) ? 'READ' : 'UNREAD' };
      });
      const recalled = sent.every(({ message }) => message.recalled);
      return { sendStatus: recalled ? 'RECALLED' : 'SUCCESS', messageReadInfoList };
    },
  };
}

/** Spelt `otoMessages`, unlike the call that sends. */
function batchRecall(world: World): TokenRoute {
  return {
    ...base,
    name: 'robot.batchRecall',
    method: 'POST',
    path: '/v1.0/robot/otoMessages/batchRecall',
    handle: (request) => {
      checkRobot(request, request.body);
      return recallAll(world, request);
    },
  };
}
