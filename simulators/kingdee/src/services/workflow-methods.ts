import type { Session } from '../auth/sessions.js';
import { BillOperations } from '../bills/bill-operations.js';
import { forEachBill, listOf, selectBills } from '../bills/for-each-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { ErpUser } from '../database/account-set.js';
import type { Json } from '../protocol/json.js';
import type { SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { resultReply } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import type { Decision } from '../workflow/task.js';
import { actorOf, requireUnobstructed } from './bill-methods.js';
import { openForm } from './open-form.js';

const decisions: ReadonlyMap<string, Decision> = new Map([
  ['1', 'approve'],
  ['2', 'reject'],
  ['3', 'terminate'],
]);

const opinionLengthMax = 2000;

type Data = Readonly<Record<string, unknown>>;

/** WorkflowAudit, WorkflowAddSign and SwitchOrg. */
export const workflowMethods: readonly SessionMethod[] = [
  {
    kind: 'session',
    name: 'WorkflowAudit',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [data] }) => workflowAudit(session, asObject(data)),
  },
  {
    kind: 'session',
    name: 'WorkflowAddSign',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [data] }) => addSign(session, asObject(data)),
  },
  {
    kind: 'session',
    name: 'SwitchOrg',
    parameters: ['data'],
    errors: 'object',
    handle: ({ session, arguments: [data] }) =>
      switchOrg(session, textOf(asObject(data)['OrgNumber'])),
  },
];

/**
 * Decides every task that the user holds now on the named bills. It is keyed by bill and user, not by task:
 * called again after a lost answer it decides the next node, if the same person holds that too.
 */
function workflowAudit(session: Session, data: Data): Json {
  const { account } = session;
  const { operationResults, noTaskText } = account.erp.switches;
  const form = openForm(session, data['FormId'], 'WorkflowAudit');
  const user = findUser(session, data);
  const decision =
    decisions.get(textOf(data['ApprovalType'])) ?? ownAction(textOf(data['ActionResultId']));
  if (decision === undefined) {
    throw new BusinessError(msgCode.parameter, '审批类型应为1（审核通过）、2（驳回）或3（终止）。');
  }
  const opinion = textOf(data['Disposition']).slice(0, opinionLengthMax);
  const operations = new BillOperations(account, form, actorOf(session));
  const results: Json[] = [];
  const result = forEachBill(account, form, selectBills(account, form, data), (row) => {
    requireUnobstructed(session, form, row, data);
    const pending = account.workflow.pending({ formId: form.id, id: Number(row.id) });
    const mine = pending.filter((task) => task.receiverId === user.userId);
    const number = account.numberOf(form, row);
    if (mine.length === 0) throw new BusinessError(msgCode.validation, noTaskText);
    for (const task of mine) operations.decide(row, task, { decision, opinion });
    results.push({ PKValue: row.id, Number: number, SuccessStatus: true, Message: '审批成功' });
  });
  const list = operationResults === 'list' ? results : null;
  return resultReply(result, { OperationResults: list });
}

/** ActionResultId names an action of the node; the standard nodes have the three decisions by name. */
function ownAction(id: string): Decision | undefined {
  const names: Readonly<Record<string, Decision>> = {
    APPROVE: 'approve',
    REJECT: 'reject',
    TERMINATE: 'terminate',
  };
  return names[id.toUpperCase()];
}

/** More people are asked at the node that waits: each gets a task of the same step. */
function addSign(session: Session, data: Data): Json {
  const { account } = session;
  const form = openForm(session, data['FormId'], 'WorkflowAudit');
  const user = findUser(session, data);
  const signers = listOf(data['SignUserIds'] ?? data['AddSignUserIds']).map((each) =>
    findUser(session, { UserId: /^\d+$/.test(each) ? each : '', UserName: each }),
  );
  if (signers.length === 0) throw new BusinessError(msgCode.parameter, '加签人不能为空。');
  const result = forEachBill(account, form, selectBills(account, form, data), (row) => {
    const pending = account.workflow.pending({ formId: form.id, id: Number(row.id) });
    const mine = pending.find((task) => task.receiverId === user.userId);
    if (mine === undefined) {
      throw new BusinessError(msgCode.validation, account.erp.switches.noTaskText);
    }
    for (const signer of signers) account.workflow.addReceiver(account, mine, signer.userId);
    account.erp.journal.append('task.signers-added', {
      acctId: account.acctId,
      form: form.id,
      id: row.id,
      assignId: mine.assignId,
      receivers: signers.map(({ userId }) => userId),
      by: user.userName,
      via: actorOf(session).via,
    });
  });
  return resultReply(result);
}

/** The person whose tasks are decided: by id, or by name when the id is absent or 0. */
export function findUser(session: Session, data: Data): ErpUser {
  const id = textOf(data['UserId']);
  const name = textOf(data['UserName']);
  const byId = id === '' || id === '0' ? undefined : session.account.user(Number(id));
  const user = byId ?? (name === '' ? undefined : session.account.userByName(name));
  if (user === undefined) {
    throw new BusinessError(
      msgCode.fieldUnknown,
      `用户“${id === '' || id === '0' ? name : id}”不存在。`,
    );
  }
  return user;
}

function switchOrg(session: Session, number: string): Json {
  const form = session.account.erp.forms.get('ORG_Organizations');
  const row = session.account.rowByNumber(form, number);
  if (row === undefined) {
    throw new BusinessError(msgCode.fieldUnknown, `组织“${number}”不存在。`);
  }
  session.orgId = Number(row.id);
  const success = { id: row.id, number, index: 0 };
  return resultReply({ successes: [success], errors: [], code: msgCode.none });
}
