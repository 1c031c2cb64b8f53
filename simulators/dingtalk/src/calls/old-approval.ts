import type { Approval } from '../approval/approval-book.js';
import { openTasks } from '../approval/approval-flow.js';
import { field } from '../http/field.js';
import { ApiError, businessError } from '../http/vendor-error.js';
import type { AppRequest, TokenRoute, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { addComment, end, execute } from './approval-actions.js';
import { departmentName, objectsOf, requirePerson } from './approval-request.js';
import { createApproval, listApprovals } from './approval.js';

type Fields = Readonly<Record<string, unknown>>;

const read = 'Workflow.Instance.Read';
const write = 'Workflow.Instance.Write';
/** What a bad parameter is answered; the documents' own codes for these calls are not known. */
const badParameter = 400002;
const chinaMs = 8 * 60 * 60 * 1000;

/** OA approvals at their first addresses, as the SDK for Java of that generation calls them: the same approvals. */
export function oldApprovalRoutes(world: World): readonly VendorRoute[] {
  return [
    call('processinstance/create', write, (request) => ({
      process_instance_id: createApproval(world, inNewWords(request, orderOf(request.body))),
    })),
    call('processinstance/get', read, ({ app, body }) => {
      const id = field.text(body, 'process_instance_id') ?? '';
      const approval = world.approvals.find(app.corpId, id);
      if (approval === undefined) throw businessError(badParameter, '审批实例不存在');
      return { process_instance: describe(world, approval) };
    }),
    call('processinstance/listids', read, (request) => {
      const { list, nextToken } = listApprovals(world, inNewWords(request, windowOf(request.body)));
      return {
        result: { list, ...(nextToken === undefined ? {} : { next_cursor: Number(nextToken) }) },
      };
    }),
    call('process/instance/execute', write, (request) => {
      execute(world, inNewWords(request, actionOf(request.body)));
      return { result: true };
    }),
    call('process/instance/terminate', write, (request) => {
      end(world, inNewWords(request, actionOf(request.body)));
      return { result: true };
    }),
    call('process/instance/comment/add', write, (request) => {
      addComment(world, inNewWords(request, actionOf(request.body)));
      return { result: true };
    }),
    call('process/gettodonum', read, (request) => {
      const { userId } = requirePerson(request, field.text(request.body, 'userid') ?? '');
      const open = world.approvals.list(request.app.corpId).flatMap(openTasks);
      return { count: open.filter((task) => task.userId === userId).length };
    }),
    call('process/get_by_name', read, ({ body, organisation }) => {
      const templates = [...organisation.approvalTemplates.values()];
      const found = templates.find(({ name }) => name === field.text(body, 'process_name'));
      if (found === undefined) throw businessError(badParameter, '获取审批模板失败');
      return { process_code: found.processCode };
    }),
  ];
}

function call(name: string, scope: string, handle: TokenRoute['handle']): TokenRoute {
  return {
    generation: 'oapi',
    counted: true,
    method: 'ANY',
    name: `old.${name.replaceAll('/', '.')}`,
    path: `/topapi/${name}`,
    scope,
    handle: (request) => {
      try {
        return handle(request);
      } catch (error) {
        if (error instanceof ApiError) throw businessError(badParameter, error.message);
        throw error;
      }
    },
  };
}

/** The request as today's call would have it; what is absent stays absent. */
function inNewWords(request: AppRequest, body: Fields): AppRequest {
  const given = Object.entries(body).filter(([, value]) => value !== undefined);
  return { ...request, body: Object.fromEntries(given) };
}

/** A list given as such, or as JSON text in a form. */
function listOf(body: Fields, name: string): readonly Fields[] {
  const value = body[name];
  if (typeof value !== 'string') return objectsOf(body, name);
  try {
    return objectsOf({ [name]: JSON.parse(value) as unknown }, name);
  } catch {
    return [];
  }
}

function orderOf(body: Fields): Fields {
  const steps = listOf(body, 'approvers_v2').map((step) => ({
    actionType: field.text(step, 'task_action_type'),
    userIds: field.texts(step, 'user_ids'),
  }));
  // One after another, as they are named.
  const inTurn = (field.texts(body, 'approvers') ?? []).map((userId) => ({ userIds: [userId] }));
  return {
    originatorUserId: field.text(body, 'originator_user_id'),
    processCode: field.text(body, 'process_code'),
    microappAgentId: field.text(body, 'agent_id'),
    deptId: field.integer(body, 'dept_id'),
    approvers: steps.length > 0 ? steps : inTurn,
    ccList: field.texts(body, 'cc_list'),
    formComponentValues: listOf(body, 'form_component_values').map((each) => ({
      ...each,
      extValue: each['ext_value'],
    })),
  };
}

function windowOf(body: Fields): Fields {
  return {
    processCode: field.text(body, 'process_code'),
    startTime: field.integer(body, 'start_time'),
    endTime: field.integer(body, 'end_time'),
    nextToken: field.integer(body, 'cursor') ?? 0,
    maxResults: field.integer(body, 'size') ?? 10,
    userIds: field.texts(body, 'userid_list'),
  };
}

function actionOf(body: Fields): Fields {
  const request = field.object(body, 'request') ?? {};
  return {
    processInstanceId: request['process_instance_id'],
    taskId: request['task_id'],
    actionerUserId: request['actioner_userid'],
    operatingUserId: request['operating_userid'],
    commentUserId: request['comment_userid'],
    isSystem: request['is_system'],
    result: request['result'],
    remark: request['remark'],
    text: request['text'],
  };
}

/** Names with underscores, times by the second and in China's zone. */
function describe(world: World, approval: Approval): object {
  const { finishedAt, instanceId } = approval;
  return {
    title: approval.title,
    business_id: approval.businessId,
    status: approval.status,
    result: approval.result,
    originator_userid: approval.originatorUserId,
    originator_dept_id: approval.originatorDeptId,
    originator_dept_name: departmentName(world, approval),
    create_time: inChina(approval.createdAt),
    ...(finishedAt === undefined ? {} : { finish_time: inChina(finishedAt) }),
    biz_action: 'NONE',
    approver_userids: approval.approverUserIds,
    cc_userids: approval.ccUserIds,
    attached_process_instance_ids: [],
    tasks: approval.tasks.map((task) => ({
      taskid: String(task.taskId),
      userid: task.userId,
      task_status: task.status,
      task_result: task.result === '' ? 'NONE' : task.result,
      create_time: inChina(task.createdAt),
      ...(task.finishedAt === undefined ? {} : { finish_time: inChina(task.finishedAt) }),
      activity_id: task.activityId,
      url: `aflow.dingtalk.com?procInsId=${instanceId}&taskId=${String(task.taskId)}`,
    })),
    operation_records: approval.records.map(({ at, remark, result, type, userId }) => ({
      userid: userId,
      date: inChina(at),
      operation_type: type,
      operation_result: result,
      ...(remark === '' ? {} : { remark }),
    })),
    form_component_values: approval.form.map(({ componentType, extValue, id, name, value }) => ({
      ...{ id, name, value, component_type: componentType },
      ...(extValue === undefined ? {} : { ext_value: extValue }),
    })),
  };
}

/** Such as `2026-11-22 19:05:00`. */
function inChina(at: number): string {
  return new Date(at + chinaMs).toISOString().slice(0, 19).replace('T', ' ');
}
