import { BusinessError, msgCode } from '../business-error.js';
import type { AccountSet, Actor } from '../database/account-set.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import { BillOperations } from './bill-operations.js';
import { saveBill } from './save-bill.js';

/** A bill as a person describes it: one amount to one supplier. */
export interface SimpleBill {
  readonly form: string;
  /** Login name. */
  readonly applicant: string;
  /** Department number; the applicant's own when absent. */
  readonly department?: string;
  /** Supplier number; the company's first when absent. */
  readonly supplier?: string;
  readonly amount: string | number;
  /** ISO code; the company's when absent. */
  readonly currency?: string;
  readonly exchangeRate?: string | number;
  readonly note?: string;
  readonly number?: string;
  readonly submit?: boolean;
}

/** Creates a bill through the same steps as a Save of the applicant, and submits it unless told not to. */
export function createBill(account: AccountSet, bill: SimpleBill, via: string): Row {
  const form = findBillForm(account, bill.form);
  const applicant = account.userByName(bill.applicant);
  if (applicant === undefined) {
    throw new BusinessError(msgCode.noData, `用户“${bill.applicant}”不存在。`);
  }
  const actor: Actor = { userId: applicant.userId, via };
  const model = modelOf(account, form, bill, applicant.departmentId);
  const row = saveBill(account, form, actor, model, { draft: false, deleteMissingRows: true });
  if (bill.submit !== false) new BillOperations(account, form, actor).submit(row);
  return row;
}

export function findBillForm(account: AccountSet, id: string): Form {
  const form = account.erp.forms.find(id);
  if (form?.file.kind !== 'bill') throw new BusinessError(msgCode.noData, `单据“${id}”不存在。`);
  return form;
}

/** The Model that sets a bill's one amount, by the form's template. */
export function amountModel(form: Form, amount: string, note: string): Record<string, unknown> {
  const { template } = form.file;
  if (template === undefined)
    throw new BusinessError(msgCode.notOperable, `${form.name}不能手工新建。`);
  const fill = (value: unknown): unknown => {
    if (value === '{amount}') return amount;
    return value === '{note}' ? note : value;
  };
  const row = Object.entries(template.row).map(([key, value]) => [key, fill(value)] as const);
  return { [template.entry]: [Object.fromEntries(row)] };
}

function modelOf(
  account: AccountSet,
  form: Form,
  bill: SimpleBill,
  departmentId: number | null,
): Record<string, unknown> {
  const { roles } = form.file;
  if (roles === undefined)
    throw new BusinessError(msgCode.notOperable, `${form.name}不能手工新建。`);
  const department =
    bill.department === undefined ? { Id: departmentId } : { FNumber: bill.department };
  const supplier = bill.supplier ?? account.company.suppliers[0]?.number;
  const note = bill.note ?? '';
  return {
    ...(bill.number === undefined ? {} : { FBillNo: bill.number }),
    [roles.department]: department,
    [roles.counterparty]: { FNumber: supplier },
    [roles.currency]: { FCODE: bill.currency ?? account.company.currency },
    ...(bill.exchangeRate === undefined ? {} : { [roles.exchangeRate]: bill.exchangeRate }),
    [roles.note]: note,
    ...amountModel(form, String(bill.amount), note),
  };
}
