import { startApproval } from '../approval/start-approval.js';
import { field } from '../http/field.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import {
  describeApproval,
  readApprovers,
  readChosen,
  readDept,
  readForm,
  refuse,
  requireTemplate,
} from './approval-request.js';

const path = '/v1.0/workflow/processInstances';
const dayMs = 24 * 60 * 60 * 1000;
const windowDaysMax = 120;
const backDaysMax = 365;
const pageMax = 20;
const usersMax = 10;

/** OA approvals: start, read, list ids. */
export function approvalRoutes(world: World): readonly VendorRoute[] {
  return [
    {
      generation: 'api',
      scope: 'Workflow.Instance.Write',
      counted: true,
      name: 'approval.create',
      method: 'POST',
      path,
      handle: (request) => ({ instanceId: createApproval(world, request) }),
    },
    {
      generation: 'api',
      scope: 'Workflow.Instance.Read',
      counted: true,
      name: 'approval.get',
      method: 'GET',
      path,
      handle: (request) => {
        const instanceId = field.text(request.query, 'processInstanceId');
        if (instanceId === undefined)
          throw refuse('processInstanceIdError', 'processInstanceId参数无效');
        const approval = world.approvals.find(request.app.corpId, instanceId);
        if (approval === undefined) throw refuse('processInstanceNotExist', '审批实例不存在');
        const success = world.settings.approvalSuccess === 'text' ? 'true' : true;
        return { success, result: describeApproval(world, approval) };
      },
    },
    listIds(world),
  ];
}

/** Starts what a request orders, and returns its id. */
export function createApproval(world: World, request: AppRequest): string {
  const { app, body, organisation } = request;
  const originator = organisation.users.get(field.text(body, 'originatorUserId') ?? '');
  if (originator?.active !== true)
    throw refuse('invalidParameter', '发起审批参数错误，发起人已离职或不存在');
  const template = requireTemplate(request, field.text(body, 'processCode') ?? '');
  const agentId = field.integer(body, 'microappAgentId');
  if (agentId !== undefined && agentId !== app.agentId)
    throw refuse('invalidAgentId', '无效的微应用ID');
  const deptId = readDept(request, originator);
  const { approvers, ccList } = readApprovers(request);
  const chosen = approvers.length > 0 ? new Map<string, never>() : readChosen(request, template);
  const form = readForm(request, template);
  const order = { organisation, template, originator, deptId, form, approvers, chosen, ccList };
  return startApproval(world, order).instanceId;
}

function listIds(world: World): TokenRoute {
  return {
    generation: 'api',
    scope: 'Workflow.Instance.Read',
    counted: true,
    name: 'approval.listIds',
    method: 'POST',
    path: '/v1.0/workflow/processes/instanceIds/query',
    handle: (request) => ({ result: listApprovals(world, request), success: true }),
  };
}

/** One page of the ids that a request asks for, oldest first. */
export function listApprovals(
  world: World,
  request: AppRequest,
): { readonly list: readonly string[]; readonly nextToken?: string } {
  const { app, body } = request;
  const processCode = field.text(body, 'processCode');
  if (processCode === undefined) throw refuse('invalidProcessCode', '审批模板processCode不能为空');
  const { endTime, startTime } = readWindow(world, body);
  const from = field.integer(body, 'nextToken');
  if (from === undefined) throw refuse('invalidNextToken', '分页查询的游标不能为空');
  const size = field.integer(body, 'maxResults') ?? 0;
  if (size < 1 || size > pageMax)
    throw refuse('invalidMaxResults', '分页参数非法，每页大小，最多传20');
  const userIds = field.texts(body, 'userIds') ?? [];
  if (userIds.length > usersMax) throw refuse('invalidUserIds', '发起userid列表最大长度为10');
  const statuses = field.texts(body, 'statuses') ?? [];
  const found = world.approvals
    .list(app.corpId)
    .filter((each) => each.processCode === processCode)
    .filter(({ createdAt }) => createdAt >= startTime && createdAt <= endTime)
    .filter((each) => userIds.length === 0 || userIds.includes(each.originatorUserId))
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  const until = from + size;
  const list = found.slice(from, until).map(({ instanceId }) => instanceId);
  const more = until < found.length ? { nextToken: String(until) } : {};
  return { list, ...more };
}

function readWindow(
  world: World,
  body: AppRequest['body'],
): { startTime: number; endTime: number } {
  const now = world.clock.now();
  const startTime = field.integer(body, 'startTime');
  if (startTime === undefined)
    throw refuse('invalidInstanceListIdsStartTime', '审批实例开始时间不能为空');
  const endTime = field.integer(body, 'endTime') ?? now;
  const tooLong = endTime - startTime > windowDaysMax * dayMs;
  if (endTime < startTime || tooLong || now - startTime > backDaysMax * dayMs)
    throw refuse('invalidEndTime', '结束时间不能小于开始时间，且查询时间范围不能超过120天');
  return { startTime, endTime };
}
