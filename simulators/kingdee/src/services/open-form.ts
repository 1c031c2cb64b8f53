import type { Session } from '../auth/sessions.js';
import { organisationOf } from '../bills/allocation.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { findForm } from '../query/query-bills.js';
import { textOf } from '../text.js';

/** The form of a call, if this version has it and the session's user may do `operation` on it. */
export function openForm(session: Session, formId: unknown, operation: string): Form {
  const { account, user } = session;
  const form = findForm(account, textOf(formId).trim());
  const { workflowForms } = account.erp.switches;
  const hidden =
    form.file.tasks !== undefined &&
    (workflowForms === 'none' ||
      (workflowForms === 'assignments-only' && form.id !== 'WF_AssignmentBill'));
  if (hidden) {
    throw new BusinessError(msgCode.exception, `标识为“${form.id}”的业务对象不存在，或者被删除。`);
  }
  account.access.require(user.userName, form, operation);
  return form;
}

/** Whether the session's user sees a bill: one of his organisations, or of none. Undefined when he sees all. */
export function sightOf(session: Session, form: Form): ((row: Row) => boolean) | undefined {
  const { account, user } = session;
  const { organisations } = account.access.userState(user.userName);
  if (organisations.length === 0) return undefined;
  const all = account.erp.forms.get('ORG_Organizations');
  const ids = organisations.map((number) => account.rowByNumber(all, number)?.id);
  return (row) => {
    const orgId = organisationOf(form, row);
    return orgId === undefined || ids.includes(orgId);
  };
}
