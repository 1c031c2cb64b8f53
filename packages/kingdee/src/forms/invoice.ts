import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

/** What tells one of the four forms of invoices from the others. */
export interface InvoiceForm {
  readonly form: string;
  readonly titles: Readonly<Record<number, string>>;
  readonly entry: string;
  readonly side: 'sales' | 'purchase';
}

/** Special and ordinary invoices, of sales and of purchases, differ in few keys. */
export function invoice({ form, titles, entry, side }: InvoiceForm): FormDefinition {
  const sold = side === 'sales';
  return {
    form,
    titles,
    fields: {
      number: 'FBillNo',
      modifiedAt: 'FModifyDate',
      documentStatus: 'FDOCUMENTSTATUS',
      cancelStatus: 'FCancelStatus',
      date: ['FDATE', 'FINVOICEDATE'],
      amount: ['FALLAMOUNTFOR', 'FAFTERTOTALTAXFOR'],
      currency: 'FCURRENCYID',
      localAmount: 'FALLAMOUNT',
      localCurrency: 'FMAINBOOKSTDCURRID',
      exchangeRate: 'FEXCHANGERATE',
      counterparty: sold ? 'FCustomerID' : 'FSUPPLIERID',
      department: sold ? 'FSALEDEPTID' : 'FPURCHASEDEPTID',
      organisation: 'FSETTLEORGID',
      creator: 'FCreatorId',
      note: remarks,
    },
    people: { approver: 'FApproverId' },
    employees: sold ? { salesman: 'FSALEERID' } : { buyer: 'FPURCHASERID' },
    dates: { created: 'FCreateDate', approved: 'FApproveDate', invoiced: 'FINVOICEDATE' },
    amounts: { tax: 'FTAXAMOUNTFOR' },
    lines: {
      entry,
      item: 'FMATERIALID',
      quantity: 'FPRICEQTY',
      unit: 'FPRICEUNITID',
      price: 'FAUXTAXPRICE',
      amount: 'FALLAMOUNTFOR_D',
      sums: { amount: 'FALLAMOUNTFOR_D' },
      totals: { quantity: 'FPRICEQTY' },
    },
    // Head amounts of invoices differ between versions; without one the rows are added up.
    optional: [
      'amount',
      'localAmount',
      'localCurrency',
      'exchangeRate',
      'department',
      'note',
      'people',
      'employees',
      'dates',
      'amounts',
      'lines',
    ],
  };
}
