import type { FormDefinition } from '../form.js';
import { remarks } from './remarks.js';

export const paymentRequest: FormDefinition = {
  form: 'CN_PAYAPPLY',
  titles: { 2052: '付款申请单', 1033: 'Payment request', 3076: '付款申請單' },

  fields: {
    number: 'FBillNo',
    modifiedAt: 'FMODIFYDATE',
    documentStatus: 'FDOCUMENTSTATUS',
    closeStatus: 'FCLOSESTATUS',
    cancelStatus: 'FCANCELSTATUS',
    date: 'FDATE',
    // What is asked for; FPAYAMOUNTFOR_H is what is owed in all.
    amount: 'FAPPLYAMOUNTFOR_H',
    currency: 'FCURRENCYID',
    localAmount: 'FAPPLYAMOUNT_H',
    // Payables call it FMAINBOOKSTDCURRID.
    localCurrency: ['FMAINBOOKID', 'FMAINBOOKSTDCURRID'],
    exchangeRate: 'FEXCHANGERATE',
    counterparty: 'FCONTACTUNIT',
    department: 'FDEPARTMENT',
    organisation: 'FSETTLEORGID',
    creator: 'FCREATORID',
    note: remarks,
  },
  people: { approver: 'FAPPROVERID' },
  dates: { created: 'FCREATEDATE', approved: 'FAPPROVEDATE' },
  amounts: { owed: 'FPAYAMOUNTFOR_H' },
  lines: {
    entry: 'FPAYAPPLYENTRY',
    item: 'FCOSTID',
    amount: 'FAPPLYAMOUNTFOR',
    date: 'FENDDATE',
    note: 'FDescription',
    sums: { paid: 'FPAYEDAMOUNTFOR' },
    earliest: { due: 'FENDDATE', expected: 'FEXPECTPAYDATE' },
  },
  due: [
    {
      date: 'FENDDATE',
      open: 'FAPPLYAMOUNTFOR',
      paid: 'FPAYEDAMOUNTFOR',
      settled: { key: 'FCLOSESTATUS', values: ['B'] },
    },
    { date: 'FENDDATE', settled: { key: 'FCLOSESTATUS', values: ['B'] } },
  ],
  // Seen in real bills, but not in every published field list.
  optional: [
    'localAmount',
    'localCurrency',
    'exchangeRate',
    'note',
    'people',
    'dates',
    'amounts',
    'lines',
  ],
};
