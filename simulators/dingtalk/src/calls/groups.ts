import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest, VendorRoute } from '../http/vendor-route.js';
import { isRobotOf, type Group } from '../organisation/organisation.js';

const base = { generation: 'api', counted: true, method: 'POST' } as const;
const pageMax = 200;

/** Groups: what they are called, who is in them, which robots. */
export function groupRoutes(): readonly VendorRoute[] {
  return [
    {
      ...base,
      scope: 'qyapi_chat_read',
      name: 'im.groupInfo',
      path: '/v1.0/im/sceneGroups/query',
      handle: (request) => {
        const { dissolved, memberIds, openConversationId, title } = requireGroup(request);
        return {
          success: true,
          openConversationId,
          title,
          ownerUserId: memberIds[0] ?? '',
          status: dissolved === true ? 3 : 1,
          icon: '',
          groupUrl: '',
        };
      },
    },
    {
      ...base,
      scope: 'qyapi_chat_read',
      name: 'im.groupMembers',
      path: '/v1.0/im/sceneGroups/members/batchQuery',
      handle: (request) => {
        const { memberIds } = requireGroup(request);
        const from = field.integer(request.body, 'nextToken') ?? 0;
        const until =
          from + Math.min(field.integer(request.body, 'maxResults') ?? pageMax, pageMax);
        const hasMore = until < memberIds.length;
        return {
          success: true,
          memberUserIds: memberIds.slice(from, until),
          hasMore,
          ...(hasMore ? { nextToken: String(until) } : {}),
        };
      },
    },
    {
      ...base,
      scope: 'qyapi_chat_read',
      name: 'im.convertChatId',
      path: '/v1.0/im/chat/{chatId}/convertToOpenConversationId',
      handle: ({ organisation, params }) => {
        const group = organisation.groups.get(params['chatId'] ?? '');
        if (group === undefined) throw new ApiError(400, 'invalidParameter.chatId', '无效的chatId');
        return { openConversationId: group.openConversationId };
      },
    },
    groupRobots(),
  ];
}

function groupRobots(): VendorRoute {
  return {
    ...base,
    scope: 'qyapi_robot_sendmsg',
    name: 'robot.groupRobots',
    path: '/v1.0/robot/groups/robots/query',
    handle: (request) => {
      const { robotCodes } = requireGroup(request);
      const robots = request.organisation.apps.filter((app) =>
        robotCodes.some((code) => isRobotOf(app, code)),
      );
      return {
        chatbotInstanceVOList: robots.map(({ name, robotCode }) => ({
          name,
          robotCode,
          openRobotType: 1,
          downloadIconURL: '',
        })),
      };
    },
  };
}

function requireGroup({ body, organisation }: AppRequest): Group {
  const group = organisation.groups.get(field.text(body, 'openConversationId') ?? '');
  if (group === undefined)
    throw new ApiError(400, 'invalid.openConversationId', '无效的openConversationId');
  return group;
}
