import type { Session } from '../auth/sessions.js';
import { BillOperations } from '../bills/bill-operations.js';
import { listOf } from '../bills/for-each-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asList } from '../protocol/request-body.js';
import { resultReply, type StatusError, type SuccessEntity } from '../protocol/response-status.js';
import type { Decision, Task } from '../workflow/task.js';
import { actorOf } from './bill-methods.js';
import { openForm } from './open-form.js';
import { findUser } from './workflow-methods.js';

/** The calls of newer servers that name tasks, or a person's tasks by bill; their behaviour is not documented. */
export const quickAuditMethods: readonly SessionMethod[] = [
  {
    kind: 'session',
    name: 'WorkFlowQuickAudit',
    parameters: ['userId', 'assignIds'],
    errors: 'object',
    handle: ({ session, arguments: [userId, assignIds] }: SessionCall): Json => {
      const user = findUser(session, { UserId: userId });
      const tasks = listOf(asList(assignIds)).map((assignId) => ({
        name: assignId,
        task: session.account.workflow.pendingTask(assignId, user.userId),
      }));
      return decideAll(session, tasks, 'approve');
    },
  },
  byForm('WorkFlowQuickAuditByFormId', 'approve'),
  byForm('WorkFlowQuickRejectByFormId', 'reject'),
];

function byForm(name: string, decision: Decision): SessionMethod {
  return {
    kind: 'session',
    name,
    parameters: ['userId', 'formId', 'pkValues'],
    errors: 'object',
    handle: ({ session, arguments: [userId, formId, pkValues] }: SessionCall): Json => {
      const form = openForm(session, formId, 'WorkflowAudit');
      const user = findUser(session, { UserId: userId });
      const tasks = listOf(asList(pkValues)).map((pk) => ({
        name: pk,
        task: session.account.workflow
          .pending({ formId: form.id, id: Number(pk) })
          .find(({ receiverId }) => receiverId === user.userId),
      }));
      return decideAll(session, tasks, decision);
    },
  };
}

interface NamedTask {
  readonly name: string;
  readonly task: Task | undefined;
}

function decideAll(session: Session, tasks: readonly NamedTask[], decision: Decision): Json {
  if (tasks.length === 0) throw new BusinessError(msgCode.parameter, '任务集合不能为空。');
  const { account } = session;
  const { quickAuditOfUnknown, noTaskText } = account.erp.switches;
  const successes: SuccessEntity[] = [];
  const errors: StatusError[] = [];
  tasks.forEach(({ name, task }, index) => {
    const form = account.erp.forms.find(task?.instance.bill.formId ?? '');
    const row = form === undefined ? undefined : account.row(form, task?.instance.bill.id ?? 0);
    if (task === undefined || form === undefined || row === undefined) {
      if (quickAuditOfUnknown === 'passed-over') return;
      errors.push({ fieldName: null, message: `${noTaskText}“${name}”`, index });
      return;
    }
    const operations = new BillOperations(account, form, actorOf(session));
    operations.decide(row, task, { decision, opinion: '' });
    successes.push({ id: row.id, number: account.numberOf(form, row), index });
  });
  const code = errors.length > 0 ? msgCode.validation : msgCode.none;
  return resultReply({ successes, errors, code });
}
