import { closedMark, usualFields, type CosmicForm } from '../cosmic-form.js';

export const cosmicPaymentRequest: CosmicForm = {
  path: 'ap/ap_payapply/query',
  organisation: 'settleorg.number',
  closedStatus: 'D',
  definition: {
    form: 'CN_PAYAPPLY',
    idKey: 'id',
    titles: { 2052: '付款申请单', 1033: 'Payment request', 3076: '付款申請單' },
    fields: {
      ...usualFields,
      closeStatus: closedMark,
      date: 'applydate',
      amount: 'appseleamount',
      currency: 'settlecurrency',
      // Who is to be paid stands in the rows; the first one speaks for the bill.
      counterparty: 'e_asstact',
      organisation: 'settleorg',
      note: 'applycause',
    },
    people: { approver: 'auditor' },
    dates: { created: 'createtime', approved: 'auditdate' },
    lines: {
      entry: 'entry',
      id: 'id',
      item: 'e_asstact',
      amount: 'e_appseleamount',
      date: 'e_duedate',
      note: 'e_remark',
      earliest: { due: 'e_duedate' },
    },
    optional: [],
  },
};
