import { BillOperations } from '../bills/bill-operations.js';
import { createBill, type SimpleBill } from '../bills/create-bill.js';
import { dayMs, startOfDay } from '../server-time.js';
import type { AccountSet } from './account-set.js';

const morningMs = 9.5 * 3_600_000;

const olderBills: readonly (Omit<SimpleBill, 'applicant'> & { readonly daysAgo: number })[] = [
  { daysAgo: 34, form: 'PUR_PurchaseOrder', amount: '12800.00', note: '月度备货' },
  { daysAgo: 27, form: 'PUR_PurchaseOrder', amount: '63500.50', note: '产线检修备件' },
  { daysAgo: 20, form: 'CN_PAYAPPLY', amount: '12800.00', note: '支付月度备货款' },
  { daysAgo: 12, form: 'PUR_PurchaseOrder', amount: '980.00', note: '紧固件补货' },
  { daysAgo: 5, form: 'CN_PAYAPPLY', amount: '63500.50', note: '支付备件款' },
];

/** A few audited bills of the past weeks, so that the ERP is no empty room. */
export function seedBills(account: AccountSet): void {
  const [applicant] = account.company.people;
  if (applicant?.erpLogin === undefined) return;
  const login = applicant.erpLogin;
  for (const { daysAgo, ...bill } of olderBills) {
    account.stamped(startOfDay(account.now()) - daysAgo * dayMs + morningMs, () => {
      audit(account, { ...bill, applicant: login });
    });
  }
}

/** Takes one bill through its whole workflow. */
function audit(account: AccountSet, bill: SimpleBill): void {
  const row = createBill(account, bill, 'seed');
  const form = account.erp.forms.get(bill.form);
  const operations = new BillOperations(account, form, { userId: 0, via: 'seed' });
  for (;;) {
    const [task] = account.workflow.pending({ formId: form.id, id: Number(row.id) });
    if (task === undefined) return;
    operations.decide(row, task, { decision: 'approve', opinion: '同意' });
  }
}
