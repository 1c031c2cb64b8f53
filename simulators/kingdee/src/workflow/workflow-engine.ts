import type { Row } from '../database/row.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Receivers, Workflow, WorkflowNode } from '../forms/load-rules.js';
import type { Switches } from '../switches.js';
import { taskRow } from './task-rows.js';
import type { BillRef, Decision, Instance, InstanceState, Task } from './task.js';

/** What a decision did to the bill's run through its workflow. */
export type Progress = 'waiting' | 'advanced' | 'finished' | 'rejected' | 'terminated';

const keyOf = (bill: { formId: string; id: number }): string => `${bill.formId}/${String(bill.id)}`;

/** What a workflow needs to know of the account book it runs in. */
export interface Company {
  readonly users: readonly {
    readonly userId: number;
    readonly roles: readonly string[];
    readonly departmentId: number | null;
    readonly leads: boolean;
  }[];
  now(): number;
  nextId(): number;
}

/** The running and finished workflows of one account set. It knows tasks, not bills. */
export class WorkflowEngine {
  readonly #tasks = new Map<string, Task[]>();
  #counter = 0;

  /** Starts an instance at the first node that somebody holds. */
  start(company: Company, workflow: Workflow, bill: BillRef, run: Run): Instance {
    const instance: Instance = {
      id: this.#nextHexId(),
      code: `SP${String(this.#counter).padStart(8, '0')}`,
      workflow,
      bill,
      originatorId: run.originatorId,
      startedAt: company.now(),
      state: 'running',
    };
    const next = nextNode(company, workflow, 0, run.departmentId);
    if (next === undefined) {
      throw new BusinessError(
        msgCode.notOperable,
        `流程“${workflow.name}”的所有节点都没有处理人，不能提交。`,
      );
    }
    this.#open(company, instance, next, run);
    return instance;
  }

  /** The tasks of a bill, oldest first, of all its instances. */
  history(bill: { formId: string; id: number }): readonly Task[] {
    return this.#tasks.get(keyOf(bill)) ?? [];
  }

  pending(bill: { formId: string; id: number }): readonly Task[] {
    return this.history(bill).filter((task) => task.state === 'pending');
  }

  /** The waiting task of one person at one step; undefined when there is none. */
  pendingTask(assignId: string, receiverId: number): Task | undefined {
    for (const tasks of this.#tasks.values()) {
      const found = tasks.find(
        (task) =>
          task.state === 'pending' && task.assignId === assignId && task.receiverId === receiverId,
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Asks one more person at the step of a waiting task; nothing happens when that person is asked already. */
  addReceiver(company: Company, task: Task, receiverId: number): void {
    const tasks = this.#tasks.get(keyOf(task.instance.bill)) ?? [];
    const asked = tasks.some(
      (each) => each.assignId === task.assignId && each.receiverId === receiverId,
    );
    if (asked) return;
    tasks.push({
      ...task,
      receiverItemId: company.nextId(),
      senderId: task.receiverId,
      receiverId,
      createdAt: company.now(),
    });
  }

  isRunning(bill: { formId: string; id: number }): boolean {
    return this.history(bill).some((task) => task.instance.state === 'running');
  }

  /** Applies one person's decision and opens the next node where the workflow goes on. */
  decide(
    company: Company,
    task: Task,
    decision: Decision,
    run: Run & { opinion: string },
  ): Progress {
    const { instance } = task;
    const colleagues = this.pending(instance.bill).filter(
      (each) => each !== task && each.assignId === task.assignId,
    );
    const waits = task.node.mode === 'all' && colleagues.length > 0;
    const next =
      decision === 'approve' && !waits
        ? nextNode(company, instance.workflow, task.nodeIndex + 1, run.departmentId)
        : undefined;
    Object.assign(task, {
      state: 'done',
      decision,
      opinion: run.opinion,
      completedAt: company.now(),
    });
    if (decision !== 'approve')
      return this.#end(instance, decision === 'reject' ? 'rejected' : 'terminated');
    if (waits) return 'waiting';
    for (const colleague of colleagues) colleague.state = 'closed';
    if (next === undefined) return this.#end(instance, 'finished');
    this.#open(company, instance, next, run);
    return 'advanced';
  }

  /** Ends the running instance of a bill from outside: withdrawn, or audited past the workflow. */
  stop(bill: { formId: string; id: number }, state: InstanceState): void {
    for (const { instance } of this.history(bill)) {
      if (instance.state === 'running') this.#end(instance, state);
    }
  }

  /** Tasks as rows of the vendor's workflow forms. */
  *rows(
    which: 'all' | 'running' | 'history',
    historyHolds: Switches['historyHolds'],
  ): Iterable<Row> {
    for (const task of [...this.#tasks.values()].flat()) {
      const running = task.instance.state === 'running';
      const past = historyHolds === 'done-tasks' ? task.state !== 'pending' : !running;
      if (which === 'all' || (which === 'running' ? running : past)) yield taskRow(task);
    }
  }

  #end<State extends InstanceState>(instance: Instance, state: State): State {
    instance.state = state;
    for (const task of this.pending(instance.bill)) task.state = 'closed';
    return state;
  }

  #open(company: Company, instance: Instance, next: NextNode, run: Run): void {
    const assignId = this.#nextHexId();
    const actInstId = this.#nextHexId();
    const tasks = this.#tasks.get(keyOf(instance.bill)) ?? [];
    this.#tasks.set(keyOf(instance.bill), tasks);
    for (const receiverId of next.receivers) {
      tasks.push({
        assignId,
        actInstId,
        receiverItemId: company.nextId(),
        instance,
        node: next.node,
        nodeIndex: next.index,
        senderId: run.senderId,
        receiverId,
        createdAt: company.now(),
        state: 'pending',
        completedAt: null,
        decision: null,
        opinion: '',
      });
    }
  }

  #nextHexId(): string {
    this.#counter += 1;
    return (0x66a0_0000_0000_00n + BigInt(this.#counter) * 0x2fn).toString(16).padStart(14, '0');
  }
}

/** Who moves a workflow on, and for which department. */
export interface Run {
  readonly originatorId: number;
  readonly senderId: number;
  readonly departmentId: number | null;
}

interface NextNode {
  readonly index: number;
  readonly node: WorkflowNode;
  readonly receivers: readonly number[];
}

/** The first node from `index` on that somebody holds; undefined when the workflow has none left. */
function nextNode(
  company: Company,
  workflow: Workflow,
  index: number,
  departmentId: number | null,
): NextNode | undefined {
  const node = workflow.nodes[index];
  if (node === undefined) return undefined;
  const receivers = findReceivers(company, node.receivers, departmentId);
  if (receivers.length > 0) return { index, node, receivers };
  if (node.whenNobody === 'skip') return nextNode(company, workflow, index + 1, departmentId);
  throw new BusinessError(msgCode.notOperable, `节点“${node.name}”没有处理人。`);
}

function findReceivers(
  company: Company,
  receivers: Receivers,
  departmentId: number | null,
): readonly number[] {
  const holders = company.users.filter((user) =>
    'role' in receivers
      ? user.roles.includes(receivers.role)
      : user.leads && user.departmentId !== null && user.departmentId === departmentId,
  );
  return holders.map((user) => user.userId);
}
