import { emit } from '../organisation/emit.js';
import type { World } from '../world.js';
import type { Approval, ApprovalTask, OperationRecord } from './approval-book.js';

/** Starts an approval that stands in the book: the first step, and word to the applications. */
export function startFlow(world: World, approval: Approval): void {
  record(world, approval, { type: 'START_PROCESS_INSTANCE', userId: approval.originatorUserId });
  tellInstance(world, approval, 'start');
  openStep(world, approval);
}

/** A person decides. The task must be running. */
export function decide(
  world: World,
  approval: Approval,
  task: ApprovalTask,
  result: 'agree' | 'refuse',
  remark: string,
): void {
  close(world, task, 'COMPLETED', result === 'agree' ? 'AGREE' : 'REFUSE');
  record(world, approval, {
    type: 'EXECUTE_TASK_NORMAL',
    userId: task.userId,
    result: task.result === 'AGREE' ? 'AGREE' : 'REFUSE',
    remark,
    activityId: task.activityId,
  });
  tellTask(world, approval, task, 'finish', { result, remark });
  if (result === 'refuse') {
    cancelOpenTasks(world, approval, 'CANCELED');
    finish(world, approval, 'COMPLETED', 'refuse');
    return;
  }
  const open = openTasks(approval);
  if (approval.steps[approval.at]?.actionType === 'AND' && open.length > 0) return;
  cancelOpenTasks(world, approval, 'CANCELED');
  approval.at += 1;
  openStep(world, approval);
}

/** Gives a running task to somebody else. */
export function redirect(
  world: World,
  approval: Approval,
  task: ApprovalTask,
  toUserId: string,
  remark: string,
): void {
  close(world, task, 'COMPLETED', 'REDIRECTED');
  record(world, approval, {
    type: 'REDIRECT_TASK',
    userId: task.userId,
    remark,
    activityId: task.activityId,
  });
  tellTask(world, approval, task, 'finish', { result: 'redirect', remark });
  openTask(world, approval, toUserId, task.activityId);
}

/** Ends a running approval without a result. */
export function terminate(world: World, approval: Approval, userId: string, remark: string): void {
  cancelOpenTasks(world, approval, 'TERMINATED');
  record(world, approval, { type: 'TERMINATE_PROCESS_INSTANCE', userId, remark });
  finish(world, approval, 'TERMINATED', '');
}

export function comment(world: World, approval: Approval, userId: string, remark: string): void {
  record(world, approval, { type: 'ADD_REMARK', userId, remark });
}

export function openTasks({ tasks }: Approval): ApprovalTask[] {
  return tasks.filter(({ status }) => status === 'RUNNING');
}

/** Opens the step in progress; steps with nobody in them are passed over, and after the last one all agree. */
function openStep(world: World, approval: Approval): void {
  while (approval.steps[approval.at]?.userIds.length === 0) approval.at += 1;
  const step = approval.steps[approval.at];
  if (step === undefined) {
    finish(world, approval, 'COMPLETED', 'agree');
    return;
  }
  for (const userId of step.userIds) openTask(world, approval, userId, step.activityId);
}

function openTask(world: World, approval: Approval, userId: string, activityId: string): void {
  const task: ApprovalTask = {
    taskId: world.approvals.newTaskId(),
    userId,
    activityId,
    status: 'RUNNING',
    result: '',
    createdAt: world.clock.now(),
    finishedAt: undefined,
  };
  approval.tasks.push(task);
  tellTask(world, approval, task, 'start');
}

function cancelOpenTasks(
  world: World,
  approval: Approval,
  status: 'CANCELED' | 'TERMINATED',
): void {
  for (const task of openTasks(approval)) {
    close(world, task, status, '');
    tellTask(world, approval, task, 'cancel');
  }
}

function close(
  world: World,
  task: ApprovalTask,
  status: ApprovalTask['status'],
  result: ApprovalTask['result'],
): void {
  Object.assign(task, { status, result, finishedAt: world.clock.now() });
}

function finish(
  world: World,
  approval: Approval,
  status: 'COMPLETED' | 'TERMINATED',
  result: Approval['result'],
): void {
  Object.assign(approval, { status, result, finishedAt: world.clock.now() });
  if (status === 'COMPLETED') record(world, approval, { type: 'FINISH_PROCESS_INSTANCE' });
  tellInstance(world, approval, status === 'COMPLETED' ? 'finish' : 'terminate');
}

function record(
  world: World,
  approval: Approval,
  given: Partial<OperationRecord> & { readonly type: string },
): void {
  const step = approval.steps.find(({ activityId }) => activityId === given.activityId);
  approval.records.push({
    userId: approval.originatorUserId,
    at: world.clock.now(),
    result: 'NONE',
    remark: '',
    activityId: '',
    showName: step?.name ?? '',
    ...given,
  });
}

function tellInstance(
  world: World,
  approval: Approval,
  type: 'start' | 'finish' | 'terminate',
): void {
  const { finishedAt, originatorUserId, result } = approval;
  tell(world, approval, 'bpms_instance_change', {
    type,
    ...(result === '' ? {} : { result }),
    createTime: approval.createdAt,
    ...(finishedAt === undefined ? {} : { finishTime: finishedAt }),
    staffId: originatorUserId,
    url: `https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?procInstId=${approval.instanceId}`,
  });
}

function tellTask(
  world: World,
  approval: Approval,
  task: ApprovalTask,
  type: 'start' | 'finish' | 'cancel',
  more: Readonly<Record<string, string>> = {},
): void {
  tell(world, approval, 'bpms_task_change', {
    type,
    taskId: task.taskId,
    staffId: task.userId,
    ...more,
    createTime: task.createdAt,
    ...(task.finishedAt === undefined ? {} : { finishTime: task.finishedAt }),
  });
}

function tell(
  world: World,
  approval: Approval,
  eventType: string,
  data: Readonly<Record<string, unknown>>,
): void {
  const { businessId, corpId, instanceId, processCode, title } = approval;
  const organisation = world.organisations.byCorpId(corpId);
  if (organisation === undefined) return;
  const keys = { processInstanceId: instanceId, processCode, bizCategoryId: '', businessId, title };
  emit(world, { organisation, eventType, data: { ...keys, ...data }, counted: true });
}
