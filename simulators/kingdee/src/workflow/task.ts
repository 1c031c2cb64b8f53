import type { Workflow, WorkflowNode } from '../forms/load-rules.js';

/** The bill that a workflow runs for. */
export interface BillRef {
  readonly formId: string;
  readonly formName: string;
  readonly id: number;
  readonly number: string;
}

export type InstanceState = 'running' | 'finished' | 'rejected' | 'terminated' | 'withdrawn';

/** One run of a workflow, from a submission to its end. */
export interface Instance {
  readonly id: string;
  readonly code: string;
  readonly workflow: Workflow;
  readonly bill: BillRef;
  readonly originatorId: number;
  readonly startedAt: number;
  state: InstanceState;
}

export type Decision = 'approve' | 'reject' | 'terminate';

/** One person's part in one node of one instance. */
export interface Task {
  /** Shared by everybody who was asked at the same node. */
  readonly assignId: string;
  readonly actInstId: string;
  /** Unique per person asked. */
  readonly receiverItemId: number;
  readonly instance: Instance;
  readonly node: WorkflowNode;
  readonly nodeIndex: number;
  readonly senderId: number;
  readonly receiverId: number;
  readonly createdAt: number;
  /** `closed`: nobody needs this person's answer any more. */
  state: 'pending' | 'done' | 'closed';
  completedAt: number | null;
  decision: Decision | null;
  opinion: string;
}

/**
 * The digits that the vendor's forms show. Certain are only `0` for a pending task, `1` for a done one and
 * `2` for a running instance; the others are this simulator's choice.
 */
export const statusDigits = {
  task: { pending: '0', done: '1', closed: '2' },
  instance: { running: '2', finished: '3', rejected: '4', terminated: '5', withdrawn: '6' },
} as const;

export const decisionNames: Readonly<Record<Decision, string>> = {
  approve: '审核通过',
  reject: '驳回',
  terminate: '终止',
};
