import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const purchaseOrder: FormDefinition = {
  form: 'PUR_PurchaseOrder',
  titles: { 2052: '采购订单', 1033: 'Purchase order', 3076: '採購訂單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDocumentStatus',
    closeStatus: 'FCloseStatus',
    cancelStatus: 'FCancelStatus',
    date: 'FDate',
    amount: 'FBillAllAmount',
    currency: 'FSettleCurrId',
    localAmount: 'FBillAllAmount_LC',
    localCurrency: 'FLocalCurrId',
    exchangeRate: 'FExchangeRate',
    counterparty: 'FSupplierId',
    department: 'FPurchaseDeptId',
    organisation: 'FPurchaseOrgId',
    creator: 'FCreatorId',
    note: remarks,
  },
  people: { approver: 'FApproverId' },
  employees: { buyer: 'FPurchaserId' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate' },
  lines: {
    entry: 'FPOOrderEntry',
    item: 'FMaterialId',
    quantity: 'FQty',
    unit: 'FUnitId',
    price: 'FTaxPrice',
    amount: 'FAllAmount',
    date: 'FDeliveryDate',
    note: 'FEntryNote',
    sums: { tax: 'FEntryTaxAmount' },
    totals: { quantity: 'FQty', received: 'FReceiveQty', stockedIn: 'FStockInQty' },
    earliest: { delivery: 'FDeliveryDate' },
  },
  // The plan by which the supplier is paid.
  due: [
    {
      date: 'FYFDATE',
      open: 'FYFAMOUNT',
      paid: 'FACTUALAMOUNT',
      settled: { key: 'FCloseStatus', values: ['B'] },
    },
  ],
  optional: ['note', 'localAmount', 'people', 'employees', 'dates', 'lines'],
};
