import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const receipt: FormDefinition = {
  form: 'AR_RECEIVEBILL',
  titles: { 2052: '收款单', 1033: 'Receipt', 3076: '收款單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDOCUMENTSTATUS',
    cancelStatus: 'FCancelStatus',
    date: 'FDATE',
    amount: 'FREALRECAMOUNTFOR',
    currency: 'FCURRENCYID',
    localAmount: 'FREALRECAMOUNT',
    localCurrency: ['FMAINBOOKID', 'FMAINBOOKSTDCURRID'],
    exchangeRate: 'FEXCHANGERATE',
    counterparty: 'FCONTACTUNIT',
    department: ['FSALEDEPTID', 'FDepartment'],
    organisation: 'FSETTLEORGID',
    creator: 'FCreatorId',
    note: remarks,
  },
  people: { approver: 'FApproverId' },
  employees: { salesman: 'FSALEERID' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate' },
  lines: {
    entry: 'FRECEIVEBILLENTRY',
    item: 'FPURPOSEID',
    amount: 'FREALRECAMOUNTFOR_D',
    date: 'FPOSTDATE',
    note: 'FCOMMENT',
    // Not every site has a total on the head.
    sums: { amount: 'FREALRECAMOUNTFOR_D', owed: 'FRECAMOUNTFOR_E', charges: 'FHANDLINGCHARGEFOR' },
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
