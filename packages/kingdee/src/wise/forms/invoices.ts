import type { FormDefinition } from '../../form.js';
import { made, madeFields, type WiseForm } from '../wise-form.js';

/** Invoices of both sides differ in who stands opposite. */
function invoice(
  object: string,
  form: string,
  titles: FormDefinition['titles'],
  counterparty: string,
): WiseForm {
  return {
    object,
    // Page2 holds the plan of payment.
    page: 3,
    status: {
      status: 'FStatus',
      checker: 'FCheckerID',
      checkedAt: 'FCheckDate',
      cancelled: 'FCancellation',
    },
    definition: {
      form,
      idKey: 'FInterID',
      titles,
      fields: {
        ...madeFields,
        number: 'FBillNo',
        date: 'FDate',
        currency: 'FCurrencyID',
        exchangeRate: 'FExchangeRate',
        counterparty,
        department: 'FDeptID',
        creator: 'FBillerID',
        note: 'FNote',
      },
      people: { approver: 'FCheckerID' },
      dates: { approved: 'FCheckDate' },
      lines: {
        entry: 'Page3',
        id: made.row,
        item: 'FItemID',
        quantity: 'FAuxQty',
        unit: 'FUnitID',
        price: 'FAuxTaxPrice',
        amount: 'FAmountIncludeTax',
        sums: { amount: 'FAmountIncludeTax' },
        totals: { quantity: 'FAuxQty' },
      },
      optional: ['note', 'department', 'people', 'dates', 'lines.price'],
    },
  };
}

export const wisePurchaseInvoice = invoice(
  'Bill1000004',
  'IV_PURCHASEIC',
  { 2052: '采购发票', 1033: 'Purchase invoice', 3076: '採購發票' },
  'FSupplyID',
);

export const wiseSalesInvoice = invoice(
  'Bill1000002',
  'IV_SALESIC',
  { 2052: '销售发票', 1033: 'Sales invoice', 3076: '銷售發票' },
  'FCustID',
);
