import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const requisition: FormDefinition = {
  form: 'PUR_Requisition',
  titles: { 2052: '采购申请单', 1033: 'Purchase requisition', 3076: '採購申請單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDocumentStatus',
    closeStatus: 'FCloseStatus',
    cancelStatus: 'FCancelStatus',
    date: 'FApplicationDate',
    currency: 'FCurrencyId',
    exchangeRate: 'FExchangeRate',
    department: 'FApplicationDeptId',
    organisation: 'FApplicationOrgId',
    creator: 'FCreatorId',
    note: remarks,
  },
  people: { approver: 'FApproverId' },
  employees: { requester: 'FApplicantId' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate' },
  lines: {
    entry: 'FEntity',
    item: 'FMaterialId',
    quantity: 'FReqQty',
    unit: 'FUnitId',
    price: 'FTAXPRICE',
    amount: 'FReqAmount',
    date: 'FArrivalDate',
    note: 'FEntryNote',
    // The head has no total.
    sums: { amount: 'FReqAmount' },
    totals: { quantity: 'FReqQty', ordered: 'FOrderQty' },
    earliest: { delivery: 'FArrivalDate' },
  },
  optional: ['note', 'exchangeRate', 'people', 'employees', 'dates', 'lines'],
};
