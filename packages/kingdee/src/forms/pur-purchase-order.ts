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
    localCurrency: 'FLocalCurrId',
    exchangeRate: 'FExchangeRate',
    counterparty: 'FSupplierId',
    department: 'FPurchaseDeptId',
    organisation: 'FPurchaseOrgId',
    creator: 'FCreatorId',
    note: remarks,
  },
  optional: ['note'],
};
