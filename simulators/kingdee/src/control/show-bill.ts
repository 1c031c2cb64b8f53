import { headValue, roleValue, statusOf } from '../bills/bill-fields.js';
import type { AccountSet } from '../database/account-set.js';
import { isDecimal, type Row, type Value } from '../database/row.js';
import type { BillRoles, Form } from '../forms/form.js';
import { printLocal } from '../server-time.js';
import { decisionNames, type Task } from '../workflow/task.js';
import { textOf } from '../text.js';

/** One bill as a line of the page's list. */
export interface ShownBill {
  readonly acctId: string;
  readonly form: string;
  readonly formName: string;
  readonly id: number;
  readonly number: string;
  readonly date: string;
  readonly applicant: string;
  readonly applicantName: string;
  readonly department: string;
  readonly counterparty: string;
  readonly amount: string;
  readonly currency: string;
  readonly localAmount: string;
  readonly exchangeRate: string;
  readonly note: string;
  readonly status: string;
  readonly statusName: string;
  readonly closed: boolean;
  readonly voided: boolean;
  readonly node: string;
  /** People who hold a task on the bill now. */
  readonly pending: readonly { readonly userName: string; readonly name: string }[];
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly approvedAt: string;
}

export interface ShownTask {
  readonly assignId: string;
  readonly instance: string;
  readonly instanceState: string;
  readonly node: string;
  readonly userName: string;
  readonly name: string;
  readonly state: string;
  readonly decision: string;
  readonly opinion: string;
  readonly createdAt: string;
  readonly completedAt: string;
}

export function showBill(account: AccountSet, form: Form, row: Row): ShownBill {
  const pending = account.workflow.pending({ formId: form.id, id: Number(row.id) });
  const creator = account.user(Number(headValue(form, row, 'FCreatorId')));
  const status = statusOf(form, row);
  const time = (key: string): string => shownTime(headValue(form, row, key));
  return {
    acctId: account.acctId,
    form: form.id,
    formName: form.name,
    id: Number(row.id),
    number: account.numberOf(form, row),
    date: shownTime(roleValue(form, row, 'date')).slice(0, 10),
    applicant: creator?.userName ?? '',
    applicantName: creator?.name ?? '',
    department: named(account, form, row, 'department'),
    counterparty: named(account, form, row, 'counterparty'),
    amount: shownAmount(roleValue(form, row, 'amount')),
    currency: currencyCode(account, form, row),
    localAmount: shownAmount(roleValue(form, row, 'localAmount')),
    exchangeRate: shownDecimal(roleValue(form, row, 'exchangeRate')),
    note: textOf(roleValue(form, row, 'note')),
    status,
    statusName: form.find('FDocumentStatus')?.field.codes?.[status] ?? status,
    closed: headValue(form, row, 'FCloseStatus') === 'B',
    voided: headValue(form, row, 'FCancelStatus') === 'B',
    node: pending[0]?.node.name ?? '',
    pending: pending.map((task) => personOf(account, task.receiverId)),
    createdAt: time('FCreateDate'),
    modifiedAt: time('FModifyDate'),
    approvedAt: time('FApproveDate'),
  };
}

export function showTask(account: AccountSet, task: Task): ShownTask {
  return {
    assignId: task.assignId,
    instance: task.instance.code,
    instanceState: task.instance.state,
    node: task.node.name,
    ...personOf(account, task.receiverId),
    state: task.state,
    decision: task.decision === null ? '' : decisionNames[task.decision],
    opinion: task.opinion,
    createdAt: shownTime(task.createdAt),
    completedAt: shownTime(task.completedAt),
  };
}

function personOf(account: AccountSet, userId: number): { userName: string; name: string } {
  const user = account.user(userId);
  return { userName: user?.userName ?? '', name: user?.name ?? String(userId) };
}

/** Name of the row that a role's field refers to. */
function named(account: AccountSet, form: Form, row: Row, role: keyof BillRoles): string {
  const field = form.find(form.file.roles?.[role] ?? '')?.field;
  const id = roleValue(form, row, role);
  const formId = field?.form ?? headValue(form, row, field?.formFrom ?? '');
  if (typeof id !== 'number' || typeof formId !== 'string') return '';
  const target = account.erp.forms.find(formId);
  const referred = target === undefined ? undefined : account.row(target, id);
  return textOf(referred?.values['FName']);
}

function currencyCode(account: AccountSet, form: Form, row: Row): string {
  const currencies = account.erp.forms.get('BD_Currency');
  const referred = account.row(currencies, Number(roleValue(form, row, 'currency')));
  return textOf(referred?.values['FCODE']);
}

function shownAmount(value: Value): string {
  return isDecimal(value) ? value.toFixed(2) : '';
}

function shownDecimal(value: Value): string {
  return isDecimal(value) ? value.toFixed() : '';
}

function shownTime(value: Value): string {
  return typeof value === 'number' ? printLocal(value).replace('T', ' ') : '';
}
