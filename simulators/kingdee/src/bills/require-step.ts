import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { StepName } from './bill-life.js';
import { headValue, statusOf } from './bill-fields.js';

/** The vendor's form of a refusal that names the bill. */
export function refusal(account: AccountSet, form: Form, row: Row, why: string): BusinessError {
  const number = account.numberOf(form, row);
  return new BusinessError(msgCode.validation, `单据编号为“${number}”的${form.name}，${why}`, '');
}

/** Throws unless the bill's status allows the step. */
export function requireStep(account: AccountSet, form: Form, row: Row, name: StepName): void {
  const step = account.erp.life.steps[name];
  const status = statusOf(form, row);
  if (form.file.kind === 'bill' && !step.from.includes(status)) {
    throw refusal(account, form, row, step.refused[status] ?? '单据当前状态不允许此操作！');
  }
  if (headValue(form, row, 'FCancelStatus') === 'B' && name !== 'delete') {
    throw refusal(account, form, row, '单据已经作废！');
  }
}
