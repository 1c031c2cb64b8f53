import type { AccountSet } from '../database/account-set.js';
import { isDecimal, type Row, type Value } from '../database/row.js';
import type { BillRoles, Form } from '../forms/form.js';
import type { Status } from './bill-life.js';
import type { Touch } from '../switches.js';

/** Reads a head field by its key in any case; null when the form has no such field. */
export function headValue(form: Form, row: Row, key: string): Value {
  const own = form.headKey(key);
  return own === undefined ? null : (row.values[own] ?? null);
}

/** Sets a head field where the form has it. */
export function setHead(form: Form, row: Row, key: string, value: Value): void {
  const own = form.headKey(key);
  if (own !== undefined) row.values[own] = value;
}

export function statusOf(form: Form, row: Row): Status {
  return headValue(form, row, 'FDocumentStatus') as Status;
}

/** Notes who changed a bill, if the site's switch says that this change is noted. */
export function touch(
  account: AccountSet,
  form: Form,
  row: Row,
  change: { step: Touch; userId: number },
): void {
  if (!account.erp.switches.modifyDateOn.includes(change.step)) return;
  setHead(form, row, 'FModifyDate', account.now());
  setHead(form, row, 'FModifierId', change.userId);
}

/** The value that plays a part on the bill; null when the form does not name one. */
export function roleValue(form: Form, row: Row, role: keyof BillRoles): Value {
  const key = form.file.roles?.[role];
  return key === undefined ? null : headValue(form, row, key);
}

/**
 * What the journal says about a bill in every entry: enough to tell which version of it a client saw. Times are
 * UTC milliseconds, `nodes` the workflow steps that wait after the change.
 */
export function billFacts(account: AccountSet, form: Form, row: Row): Record<string, unknown> {
  const amount = roleValue(form, row, 'amount');
  return {
    acctId: account.acctId,
    form: form.id,
    id: row.id,
    number: account.numberOf(form, row),
    documentStatus: statusOf(form, row),
    closeStatus: headValue(form, row, 'FCloseStatus'),
    cancelStatus: headValue(form, row, 'FCancelStatus'),
    amount: isDecimal(amount) ? amount.toFixed(2) : null,
    createdAt: headValue(form, row, 'FCreateDate'),
    modifiedAt: headValue(form, row, 'FModifyDate'),
    approvedAt: headValue(form, row, 'FApproveDate'),
    nodes: waitingNodes(account, form, row),
  };
}

function waitingNodes(account: AccountSet, form: Form, row: Row): readonly object[] {
  const nodes = new Map<string, { assignId: string; name: string; receivers: number[] }>();
  for (const task of account.workflow.pending({ formId: form.id, id: Number(row.id) })) {
    const { assignId, node } = task;
    const known = nodes.get(assignId) ?? { assignId, name: node.name, receivers: [] };
    known.receivers.push(task.receiverId);
    nodes.set(assignId, known);
  }
  return [...nodes.values()];
}
