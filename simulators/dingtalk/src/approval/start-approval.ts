import { randomUUID } from 'node:crypto';
import type { Organisation, User } from '../organisation/organisation.js';
import type { World } from '../world.js';
import type { Approval, ApprovalStep } from './approval-book.js';
import { startFlow } from './approval-flow.js';
import type { ActionType, ApprovalTemplate } from './approval-template.js';
import { approversOf, holdersOf } from './approvers.js';
import type { FormValue } from './form-values.js';

/** All that an approval begins with; everything has been checked. */
export interface ApprovalOrder {
  readonly organisation: Organisation;
  readonly template: ApprovalTemplate;
  readonly originator: User;
  readonly deptId: string;
  readonly form: readonly FormValue[];
  /** The caller's own steps; with none the template's flow decides. */
  readonly approvers: readonly {
    readonly actionType: ActionType;
    readonly userIds: readonly string[];
  }[];
  readonly chosen: ReadonlyMap<string, readonly string[]>;
  readonly ccList: readonly string[];
}

/** Starts an approval. */
export function startApproval(world: World, order: ApprovalOrder): Approval {
  const { approvers, deptId, form, organisation, originator, template } = order;
  const now = world.clock.now();
  const own = approvers.length > 0;
  const approval: Approval = {
    instanceId: randomUUID(),
    corpId: organisation.corpId,
    processCode: template.processCode,
    title: `${originator.name}提交的${template.name}`,
    businessId: world.approvals.newBusinessId(now),
    originatorUserId: originator.userId,
    originatorDeptId: deptId,
    steps: stepsOf(order),
    approverUserIds: approvers.flatMap(({ userIds }) => userIds),
    ccUserIds: own
      ? order.ccList
      : template.ccRoles.flatMap((role) => holdersOf(organisation, role)),
    form,
    createdAt: now,
    at: 0,
    status: 'RUNNING',
    result: '',
    finishedAt: undefined,
    tasks: [],
    records: [],
  };
  world.approvals.add(approval);
  const { corpId, instanceId, processCode, title } = approval;
  world.journal.append('approval.started', { corpId, instanceId, processCode, title });
  startFlow(world, approval);
  return approval;
}

function stepsOf({
  approvers,
  chosen,
  organisation,
  originator,
  template,
}: ApprovalOrder): readonly ApprovalStep[] {
  if (approvers.length > 0) {
    return approvers.map(({ actionType, userIds }, at) => ({
      activityId: activityId(at),
      name: '审批人',
      actionType,
      userIds,
    }));
  }
  return template.flow.map((step, at) => ({
    activityId: activityId(at),
    name: step.name,
    actionType: step.actionType,
    userIds: approversOf(organisation, originator, step, chosen),
  }));
}

function activityId(at: number): string {
  return `sid-step-${String(at + 1)}`;
}
