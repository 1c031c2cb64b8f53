import type { Approval } from '../approval/approval-book.js';
import type { ActionType, ApprovalTemplate } from '../approval/approval-template.js';
import { asRowObjects, fillForm, type FormValue } from '../approval/form-values.js';
import { field } from '../http/field.js';
import { ApiError } from '../http/vendor-error.js';
import type { AppRequest } from '../http/vendor-route.js';
import { rootDeptId, type User } from '../organisation/organisation.js';
import type { World } from '../world.js';

type Fields = Readonly<Record<string, unknown>>;

const valuesMax = 150;
const approversMax = 20;
const ccMax = 50;
const actionTypes: readonly string[] = ['AND', 'OR', 'NONE'];

export function refuse(code: string, message: string): ApiError {
  return new ApiError(400, code, message);
}

const invalidInstance = (): ApiError =>
  refuse('processInstanceInvalidParameter', '审批实例参数错误');

/** The objects of a list field; anything else in it is left out. */
export function objectsOf(body: Fields, name: string): readonly Fields[] {
  const given = body[name];
  if (!Array.isArray(given)) return [];
  return given.filter((each): each is Fields => typeof each === 'object' && each !== null);
}

export function requireTemplate(
  { organisation }: AppRequest,
  processCode: string,
): ApprovalTemplate {
  const template = organisation.approvalTemplates.get(processCode);
  if (template === undefined) throw refuse('processCodeError', '获取审批模板失败或者模板已被删除');
  if (!template.enabled) throw refuse('processGetFailed', '获取审批流失败或审批单状态为非启用状态');
  return template;
}

export function requireApproval(world: World, request: AppRequest): Approval {
  const instanceId = field.text(request.body, 'processInstanceId');
  if (instanceId === undefined) throw refuse('invalidInstanceId', '审批实例ID不能为空');
  const approval = world.approvals.find(request.app.corpId, instanceId);
  if (approval === undefined) throw refuse('aflowProcessInstNotExist', '审批实例不存在');
  return approval;
}

export function requirePerson({ organisation }: AppRequest, userId: string): User {
  const user = organisation.users.get(userId);
  if (user === undefined) throw refuse('userNotExist', '用户不存在');
  return user;
}

/** The department an approval starts in; -1 stands for the root. */
export function readDept({ body, organisation }: AppRequest, originator: User): string {
  const deptId = field.integer(body, 'deptId');
  if (deptId === undefined) {
    if (objectsOf(body, 'approvers').length === 0) throw invalidInstance();
    return String(originator.deptIds[0] ?? -1);
  }
  if (deptId === -1) return '-1';
  if (!organisation.departments.has(deptId) || !originator.deptIds.includes(deptId))
    throw invalidInstance();
  return String(deptId);
}

export function readApprovers({ body, organisation }: AppRequest): {
  approvers: { actionType: ActionType; userIds: string[] }[];
  ccList: readonly string[];
} {
  const given = objectsOf(body, 'approvers');
  const ccList = field.texts(body, 'ccList') ?? [];
  if (given.length > approversMax || ccList.length > ccMax) throw invalidInstance();
  const approvers = given.map((each) => {
    const actionType = field.text(each, 'actionType') ?? 'NONE';
    const userIds = field.texts(each, 'userIds') ?? [];
    // A step of one person is NONE; AND and OR need several.
    if (!actionTypes.includes(actionType) || userIds.length === 0) throw invalidInstance();
    return { actionType: actionType as ActionType, userIds };
  });
  const people = [...approvers.flatMap(({ userIds }) => userIds), ...ccList];
  if (people.some((userId) => organisation.users.get(userId)?.active !== true))
    throw invalidInstance();
  return { approvers, ccList };
}

/** The approvers that the originator must name, by their key. */
export function readChosen(
  { body, organisation }: AppRequest,
  { flow }: ApprovalTemplate,
): ReadonlyMap<string, readonly string[]> {
  const chosen = new Map(
    objectsOf(body, 'targetSelectActioners').map((each) => [
      field.text(each, 'actionerKey') ?? '',
      field.texts(each, 'actionerUserIds') ?? [],
    ]),
  );
  for (const { approvers } of flow) {
    if (approvers.kind !== 'chosen') continue;
    const userIds = chosen.get(approvers.actionerKey) ?? [];
    if (userIds.length === 0) throw refuse('targetSelectApproverMissing', '自选审批人缺失');
    if (userIds.some((userId) => !organisation.users.has(userId)))
      throw refuse('targetSelectApproverScopeError', '自选审批人不在规定范围内');
  }
  return chosen;
}

export function readForm(
  { body, organisation }: AppRequest,
  template: ApprovalTemplate,
): readonly FormValue[] {
  const given = objectsOf(body, 'formComponentValues');
  if (given.length > valuesMax) throw refuse('illegalComponent', '表单组件入参错误');
  const filled = fillForm(
    organisation,
    template,
    given.map((each) => ({
      id: field.text(each, 'id'),
      name: field.text(each, 'name'),
      bizAlias: field.text(each, 'bizAlias'),
      value: field.text(each, 'value'),
      extValue: field.text(each, 'extValue'),
    })),
  );
  if ('failed' in filled)
    throw refuse('formConverterError', `表单数据校验失败，失败控件：${filled.failed}`);
  return filled.values;
}

/** An approval as the API shows it: times by the minute. */
export function describeApproval(world: World, approval: Approval): object {
  const { approverUserIds, ccUserIds, finishedAt, instanceId, originatorDeptId } = approval;
  return {
    title: approval.title,
    businessId: approval.businessId,
    status: approval.status,
    result: approval.result,
    originatorUserId: approval.originatorUserId,
    originatorDeptId,
    originatorDeptName: departmentName(world, approval),
    createTime: byTheMinute(approval.createdAt),
    ...(finishedAt === undefined ? {} : { finishTime: byTheMinute(finishedAt) }),
    bizAction: 'NONE',
    attachedProcessInstanceIds: [],
    approverUserIds,
    ccUserIds,
    tasks: approval.tasks.map((task) => ({
      taskId: task.taskId,
      userId: task.userId,
      status: task.status,
      ...(task.result === '' ? {} : { result: task.result }),
      createTime: byTheMinute(task.createdAt),
      ...(task.finishedAt === undefined ? {} : { finishTime: byTheMinute(task.finishedAt) }),
      activityId: task.activityId,
      mobileUrl: `aflow.dingtalk.com?procInsId=${instanceId}&taskId=${String(task.taskId)}`,
      pcUrl: `aflow.dingtalk.com?pc=1&procInsId=${instanceId}&taskId=${String(task.taskId)}`,
      processInstanceId: instanceId,
    })),
    operationRecords: approval.records.map(({ at, remark, ...record }) => ({
      ...record,
      date: byTheMinute(at),
      ...(remark === '' ? {} : { remark }),
      images: [],
      attachments: [],
      ccUserIds: [],
    })),
    formComponentValues: approval.form.map(({ bizAlias, extValue, value, ...component }) => ({
      ...component,
      value:
        component.componentType === 'TableField' &&
        world.settings.approvalTableValue === 'row-objects'
          ? asRowObjects(value)
          : value,
      ...(extValue === undefined ? {} : { extValue }),
      ...(bizAlias === undefined ? {} : { bizAlias }),
    })),
  };
}

/** The name of the department an approval started in. */
export function departmentName(
  { organisations }: World,
  { corpId, originatorDeptId }: Approval,
): string {
  const deptId = originatorDeptId === '-1' ? rootDeptId : Number(originatorDeptId);
  return organisations.byCorpId(corpId)?.departments.get(deptId)?.name ?? '';
}

function byTheMinute(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
