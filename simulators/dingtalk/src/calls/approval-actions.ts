import type { Approval, ApprovalTask } from '../approval/approval-book.js';
import { comment, decide, openTasks, redirect, terminate } from '../approval/approval-flow.js';
import { field } from '../http/field.js';
import type { AppRequest, VendorRoute } from '../http/vendor-route.js';
import type { World } from '../world.js';
import { refuse, requireApproval, requirePerson } from './approval-request.js';

const write = {
  generation: 'api',
  scope: 'Workflow.Instance.Write',
  counted: true,
  method: 'POST',
} as const;
const done = { result: true, success: true };
const remarkMax = 1024;

/** What people do with an approval, done for them by an application. */
export function approvalActionRoutes(world: World): readonly VendorRoute[] {
  const call = (
    name: string,
    path: string,
    act: (world: World, request: AppRequest) => void,
  ): VendorRoute => ({
    ...write,
    name: `approval.${name}`,
    path: `/v1.0/workflow/${path}`,
    handle: (request) => {
      act(world, request);
      return done;
    },
  });
  return [
    call('execute', 'processInstances/execute', execute),
    call('terminate', 'processInstances/terminate', end),
    call('comment', 'processInstances/comments', addComment),
    call('redirect', 'tasks/redirect', handOver),
    {
      generation: 'api',
      scope: 'Workflow.Instance.Read',
      counted: true,
      name: 'approval.todoNumber',
      method: 'GET',
      path: '/v1.0/workflow/processes/todoTasks/numbers',
      handle: (request) => {
        const { userId } = requirePerson(request, field.text(request.query, 'userId') ?? '');
        const open = world.approvals.list(request.app.corpId).flatMap(openTasks);
        return { result: open.filter((task) => task.userId === userId).length };
      },
    },
  ];
}

export function execute(world: World, request: AppRequest): void {
  const { body } = request;
  const approval = requireApproval(world, request);
  const actionerUserId = field.text(body, 'actionerUserId');
  if (actionerUserId === undefined)
    throw refuse('invalidInstanceExecuteActionerUserId', '操作人的userId不能为空');
  const result = field.text(body, 'result');
  if (result !== 'agree' && result !== 'refuse')
    throw refuse('invalidInstanceExecuteResult', '审批操作取值必填且值必须为agree/refuse');
  const taskId = field.integer(body, 'taskId');
  if (taskId === undefined) throw refuse('invalidInstanceExecuteTaskId', '任务节点id不能为空');
  const remark = field.text(body, 'remark') ?? '';
  if (remark.length > remarkMax) throw refuse('invalidParameter', '同意或拒绝审批任务参数错误');
  requirePerson(request, actionerUserId);
  if (approval.status !== 'RUNNING')
    throw refuse('aflowProcessInstStatusException', '审批单状态异常');
  const task = approval.tasks.find((each) => each.taskId === taskId);
  if (task === undefined) throw refuse('invalidInstanceExecuteTaskId', '任务节点id不存在');
  if (task.userId !== actionerUserId) throw refuse('needAuth', '没有同意拒绝审批的权限');
  checkOpen(task);
  decide(world, approval, task, result, remark);
}

export function end(world: World, request: AppRequest): void {
  const { body } = request;
  const approval = requireApproval(world, request);
  if (body['isSystem'] === undefined)
    throw refuse('invalidInstanceTerminateIsSystem', '是否通过系统操作参数不能为空');
  const bySystem = field.flag(body, 'isSystem');
  const operatingUserId = field.text(body, 'operatingUserId');
  if (!bySystem && operatingUserId === undefined)
    throw refuse('invalidInstanceTerminateOperatingUserId', '操作人的userId不能为空');
  const by = bySystem
    ? approval.originatorUserId
    : requirePerson(request, operatingUserId ?? '').userId;
  if (by !== approval.originatorUserId) throw refuse('internalError', '只有发起人可以撤销审批实例');
  checkMayEnd(world, approval);
  terminate(world, approval, by, field.text(body, 'remark') ?? '');
}

/** Refuses to end an approval that has ended, or began just now. */
function checkMayEnd({ clock, settings }: World, { createdAt, status }: Approval): void {
  if (status !== 'RUNNING') throw refuse('aflowProcessInstStatusException', '审批单已结束');
  if (clock.now() - createdAt < settings.approvalTerminateAfterMs)
    throw refuse('aflowProcessInstStatusException', '提交审批单后15秒内不能进行撤回');
}

export function addComment(world: World, request: AppRequest): void {
  const approval = requireApproval(world, request);
  const text = field.text(request.body, 'text');
  if (text === undefined) throw refuse('invalidInstanceCommentText', '审批实例评论内容不能为空');
  const userId = field.text(request.body, 'commentUserId');
  if (userId === undefined)
    throw refuse('invalidInstanceCommentUserId', '审批实例评论人userId不能为空');
  comment(world, approval, requirePerson(request, userId).userId, text);
}

function handOver(world: World, request: AppRequest): void {
  const { app, body } = request;
  const taskId = field.integer(body, 'taskId') ?? 0;
  const approval = world.approvals.byTask(app.corpId, taskId);
  const task = approval?.tasks.find((each) => each.taskId === taskId);
  if (approval === undefined || task === undefined)
    throw refuse('invalidParameter', '转交审批任务参数错误');
  const to = requirePerson(request, field.text(body, 'toUserId') ?? '');
  if (field.text(body, 'operateUserId') !== task.userId)
    throw refuse('needAuth', '没有转交审批的权限');
  checkOpen(task);
  redirect(world, approval, task, to.userId, field.text(body, 'remark') ?? '');
}

function checkOpen({ status }: ApprovalTask): void {
  if (status !== 'RUNNING')
    throw refuse('aflowProcessInstCanNotBeExecuted', '审批状态异常，无法执行');
}
