import { made, madeFields, type WiseForm } from '../wise-form.js';

export const wisePaymentRequest: WiseForm = {
  // The class id of the payment request is no published fact: look it up in the product and name it in the source.
  object: 'Bill1000050',
  page: 2,
  status: {
    status: 'FStatus',
    checker: 'FCheckerID',
    checkedAt: 'FCheckDate',
    closed: 'FClosed',
    cancelled: 'FCancellation',
  },
  definition: {
    form: 'CN_PAYAPPLY',
    idKey: 'FID',
    titles: { 2052: '付款申请单', 1033: 'Payment request', 3076: '付款申請單' },
    fields: {
      ...madeFields,
      number: 'FBillNo',
      date: 'FDate',
      amount: 'FAmountFor',
      currency: 'FCurrencyID',
      exchangeRate: 'FExchangeRate',
      counterparty: 'FSupplyID',
      department: 'FDeptID',
      creator: 'FBillerID',
      note: 'FExplanation',
    },
    people: { approver: 'FCheckerID' },
    dates: { approved: 'FCheckDate', expected: 'FPayDate' },
    lines: { entry: 'Page2', id: made.row, amount: 'FApplyAmountFor', note: 'FNote' },
    optional: ['note', 'department', 'people', 'dates', 'lines'],
  },
};
