import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const payment: FormDefinition = {
  form: 'AP_PAYBILL',
  titles: { 2052: '付款单', 1033: 'Payment', 3076: '付款單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDOCUMENTSTATUS',
    cancelStatus: 'FCancelStatus',
    date: 'FDATE',
    amount: 'FREALPAYAMOUNTFOR',
    currency: 'FCURRENCYID',
    localAmount: 'FREALPAYAMOUNT',
    localCurrency: ['FMAINBOOKID', 'FMAINBOOKSTDCURRID'],
    exchangeRate: 'FEXCHANGERATE',
    counterparty: 'FCONTACTUNIT',
    department: ['FPURCHASEDEPTID', 'FDepartment'],
    organisation: 'FSETTLEORGID',
    creator: 'FCreatorId',
    note: remarks,
  },
  people: { approver: 'FApproverId' },
  employees: { buyer: 'FPURCHASERID' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate' },
  lines: {
    entry: 'FPAYBILLENTRY',
    item: 'FPURPOSEID',
    amount: 'FREALPAYAMOUNTFOR_D',
    date: 'FPOSTDATE',
    note: 'FCOMMENT',
    // Not every site has a total on the head.
    sums: { amount: 'FREALPAYAMOUNTFOR_D', owed: 'FPAYAMOUNTFOR_E', charges: 'FHANDLINGCHARGEFOR' },
    earliest: { posted: 'FPOSTDATE' },
  },
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
    'lines',
  ],
};
