import type { ActionType } from './approval-template.js';
import type { FormValue } from './form-values.js';

export interface ApprovalTask {
  readonly taskId: number;
  readonly userId: string;
  readonly activityId: string;
  status: 'RUNNING' | 'CANCELED' | 'COMPLETED' | 'TERMINATED';
  result: '' | 'AGREE' | 'REFUSE' | 'REDIRECTED';
  readonly createdAt: number;
  finishedAt: number | undefined;
}

export interface OperationRecord {
  readonly userId: string;
  readonly at: number;
  readonly type: string;
  readonly result: 'AGREE' | 'REFUSE' | 'NONE';
  readonly remark: string;
  readonly activityId: string;
  readonly showName: string;
}

/** A step of a running approval, with the people in it. */
export interface ApprovalStep {
  readonly activityId: string;
  readonly name: string;
  readonly actionType: ActionType;
  readonly userIds: readonly string[];
}

/** One approval. People are user ids. */
export interface Approval {
  readonly instanceId: string;
  readonly corpId: string;
  readonly processCode: string;
  readonly title: string;
  readonly businessId: string;
  readonly originatorUserId: string;
  readonly originatorDeptId: string;
  readonly steps: readonly ApprovalStep[];
  /** The approvers named by the caller; empty when the template's own flow decides. */
  readonly approverUserIds: readonly string[];
  readonly ccUserIds: readonly string[];
  readonly form: readonly FormValue[];
  readonly createdAt: number;
  /** Index of the step in progress. */
  at: number;
  status: 'RUNNING' | 'TERMINATED' | 'COMPLETED';
  result: '' | 'agree' | 'refuse';
  finishedAt: number | undefined;
  readonly tasks: ApprovalTask[];
  readonly records: OperationRecord[];
}

/** All approvals of the simulated DingTalk. */
export class ApprovalBook {
  readonly #approvals = new Map<string, Approval>();
  /** Larger than 32 bits, as in practice. */
  #nextTaskId = 67_583_405_001;
  #nextBusinessNumber = 1;

  find(corpId: string, instanceId: string): Approval | undefined {
    const approval = this.#approvals.get(instanceId);
    return approval?.corpId === corpId ? approval : undefined;
  }

  /** The approvals of an organisation, in the order of their start. */
  list(corpId: string): readonly Approval[] {
    return [...this.#approvals.values()].filter((each) => each.corpId === corpId);
  }

  byTask(corpId: string, taskId: number): Approval | undefined {
    return this.list(corpId).find(({ tasks }) => tasks.some((task) => task.taskId === taskId));
  }

  add(approval: Approval): void {
    this.#approvals.set(approval.instanceId, approval);
  }

  newTaskId(): number {
    return this.#nextTaskId++;
  }

  /** A number such as 202611221905000000001. */
  newBusinessId(now: number): string {
    const minute = new Date(now + 8 * 60 * 60 * 1000)
      .toISOString()
      .replaceAll(/\D/g, '')
      .slice(0, 12);
    return `${minute}${String(this.#nextBusinessNumber++).padStart(9, '0')}`;
  }
}
