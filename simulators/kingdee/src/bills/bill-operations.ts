import type { AccountSet, Actor } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { StepName } from './bill-life.js';
import type { Touch } from '../switches.js';
import type { Decision, Task } from '../workflow/task.js';
import type { Progress, Run } from '../workflow/workflow-engine.js';
import { billFacts, headValue, roleValue, setHead, touch } from './bill-fields.js';
import { refusal, requireStep } from './require-step.js';
import { applyOperation, findOperation } from './side-operation.js';
import { writeBack } from './write-back.js';

/** What a person or program can do to one bill. Each either happens whole and is journalled, or throws. */
export class BillOperations {
  readonly #account: AccountSet;
  readonly #form: Form;
  readonly #actor: Actor;

  constructor(account: AccountSet, form: Form, actor: Actor) {
    this.#account = account;
    this.#form = form;
    this.#actor = actor;
  }

  /** A, D → B; starts the form's workflow where it has one. */
  submit(row: Row): void {
    requireStep(this.#account, this.#form, row, 'submit');
    const { workflow: id } = this.#form.file;
    const workflow = id === undefined ? undefined : this.#account.erp.workflows.get(id);
    if (workflow !== undefined) {
      const bill = {
        formId: this.#form.id,
        formName: this.#form.name,
        id: Number(row.id),
        number: this.#account.numberOf(this.#form, row),
      };
      this.#account.workflow.start(this.#account, workflow, bill, this.#run(row));
    }
    this.#move(row, 'submit');
    this.#note('bill.submitted', row, {});
  }

  /** B → D: the submission is taken back and its workflow ends. */
  withdraw(row: Row): void {
    requireStep(this.#account, this.#form, row, 'withdraw');
    this.#account.workflow.stop(this.#ref(row), 'withdrawn');
    this.#move(row, 'withdraw');
    this.#note('bill.withdrawn', row, {});
  }

  /**
   * B → C. Refused while a workflow runs, unless the caller asks to go past it
   * (`IsVerifyProcInst` false), which is dangerous and is journalled as such.
   */
  audit(row: Row, pastWorkflow: boolean): void {
    requireStep(this.#account, this.#form, row, 'audit');
    const running = this.#account.workflow.isRunning(this.#ref(row));
    if (running && !pastWorkflow) {
      throw refusal(this.#account, this.#form, row, '存在运行中的流程实例，请通过工作流审批！');
    }
    this.#account.workflow.stop(this.#ref(row), 'finished');
    this.#finish(row, this.#actor.userId);
    this.#note('bill.audited', row, { pastWorkflow: running });
  }

  /** C → D. */
  unaudit(row: Row): void {
    requireStep(this.#account, this.#form, row, 'unaudit');
    this.#requireNothingBelow(row, '不允许反审核');
    this.#move(row, 'unaudit');
    setHead(this.#form, row, 'FApproverId', null);
    setHead(this.#form, row, 'FApproveDate', null);
    writeBack(this.#account, this.#form, row, -1);
    this.#note('bill.unaudited', row, {});
  }

  delete(row: Row): void {
    requireStep(this.#account, this.#form, row, 'delete');
    this.#requireNothingBelow(row, '不允许删除');
    this.#account.links.forget(this.#ref(row));
    this.#account.remove(this.#form, row);
    this.#note('bill.deleted', row, {});
  }

  /**
   * An operation of `bill-life.json` by its number, e.g. `Cancel`; `rowIds` narrows an operation on rows down.
   */
  execute(row: Row, number: string, rowIds: readonly number[] = []): void {
    const operation = findOperation(this.#account, this.#form, number);
    applyOperation(this.#account, this.#form, row, { operation, rowIds });
    this.#touch(row, operation.step);
    this.#note(`bill.${operation.step}`, row, { operation: operation.number, rowIds });
  }

  /** Decides a task as its receiver; the bill follows the workflow. */
  decide(row: Row, task: Task, choice: { decision: Decision; opinion: string }): Progress {
    const { workflow } = this.#account;
    const run = { ...this.#run(row), senderId: task.receiverId, opinion: choice.opinion };
    const progress = workflow.decide(this.#account, task, choice.decision, run);
    this.#follow(row, progress, task.receiverId);
    const node = { node: task.node.name, assignId: task.assignId, instance: task.instance.code };
    this.#note('bill.node.decided', row, { ...node, ...choice, progress }, task.receiverId);
    if (progress === 'finished') {
      this.#note('bill.audited', row, { pastWorkflow: false }, task.receiverId);
    }
    if (progress === 'rejected' || progress === 'terminated') {
      this.#note(`bill.${progress}`, row, { opinion: choice.opinion }, task.receiverId);
    }
    return progress;
  }

  #follow(row: Row, progress: Progress, userId: number): void {
    switch (progress) {
      case 'waiting':
      case 'advanced':
        this.#touch(row, 'approve', userId);
        return;
      case 'finished':
        this.#finish(row, userId);
        return;
      case 'rejected':
        this.#move(row, 'reject', userId);
        return;
      case 'terminated':
        this.#move(row, 'terminate', userId);
    }
  }

  #finish(row: Row, userId: number): void {
    this.#move(row, 'audit', userId);
    setHead(this.#form, row, 'FApproverId', userId);
    setHead(this.#form, row, 'FApproveDate', this.#account.now());
    writeBack(this.#account, this.#form, row, 1);
  }

  #requireNothingBelow(row: Row, whatNot: string): void {
    const [link] = this.#account.links.downstreamOf(this.#ref(row));
    if (link === undefined) return;
    const later = this.#account.erp.forms.get(link.to.formId);
    const number = this.#account.numberOf(later, this.#account.row(later, link.to.id) ?? row);
    const why = `已经下推生成${later.name}“${number}”，${whatNot}！`;
    throw refusal(this.#account, this.#form, row, why);
  }

  #move(row: Row, step: Exclude<StepName, 'save' | 'delete'>, userId = this.#actor.userId): void {
    const { to } = this.#account.erp.life.steps[step];
    if (to !== undefined) setHead(this.#form, row, 'FDocumentStatus', to);
    this.#touch(row, step, userId);
  }

  #touch(row: Row, step: Touch, userId = this.#actor.userId): void {
    touch(this.#account, this.#form, row, { step, userId });
  }

  #ref(row: Row): { formId: string; id: number } {
    return { formId: this.#form.id, id: Number(row.id) };
  }

  #run(row: Row): Run {
    const department = roleValue(this.#form, row, 'department');
    const creator = headValue(this.#form, row, 'FCreatorId');
    return {
      originatorId: Number(creator ?? this.#actor.userId),
      senderId: this.#actor.userId,
      departmentId: typeof department === 'number' ? department : null,
    };
  }

  #note(kind: string, row: Row, facts: Record<string, unknown>, userId = this.#actor.userId): void {
    this.#account.erp.journal.append(kind, {
      ...billFacts(this.#account, this.#form, row),
      ...facts,
      by: this.#account.user(userId)?.userName ?? null,
      via: this.#actor.via,
    });
  }
}
