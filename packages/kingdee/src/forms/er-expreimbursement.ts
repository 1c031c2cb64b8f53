import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const expenseReimbursement: FormDefinition = {
  form: 'ER_ExpReimbursement',
  titles: { 2052: '费用报销单', 1033: 'Expense reimbursement', 3076: '費用報銷單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDocumentStatus',
    closeStatus: 'FCloseStatus',
    cancelStatus: 'FCancelStatus',
    date: 'FDate',
    amount: 'FExpAmountSum',
    currency: 'FCurrencyID',
    localAmount: 'FLocExpAmountSum',
    localCurrency: 'FLocCurrencyID',
    exchangeRate: 'FExchangeRate',
    counterparty: 'FCONTACTUNIT',
    department: 'FRequestDeptID',
    organisation: 'FOrgID',
    creator: 'FCreatorId',
    note: ['FCausa', ...remarks],
  },
  people: { approver: 'FApproverId' },
  employees: { proposer: 'FProposerID' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate' },
  amounts: { requested: 'FReqAmountSum' },
  lines: {
    entry: 'FEntity',
    item: 'FExpID',
    amount: 'FExpenseAmount',
    note: 'FRemark',
    sums: { tax: 'FTaxAmt', paid: 'FPayedAmount', open: 'FReimbNotPayAmount' },
  },
  optional: [
    'closeStatus',
    'localAmount',
    'localCurrency',
    'exchangeRate',
    'note',
    'people',
    'employees',
    'dates',
    'amounts',
    'lines',
  ],
};
