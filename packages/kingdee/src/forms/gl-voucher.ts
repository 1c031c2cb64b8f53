import type { FormDefinition } from '../form.js';

export const voucher: FormDefinition = {
  form: 'GL_VOUCHER',
  titles: { 2052: '凭证', 1033: 'Voucher', 3076: '憑證' },

  idKey: 'FVOUCHERID',
  fields: {
    number: 'FVOUCHERGROUPNO',
    modifiedAt: 'FModifyDate',
    documentStatus: 'FDocumentStatus',
    date: 'FDate',
    amount: 'FDEBITTOTAL',
    // Debit and credit are in the currency of the account book.
    currency: 'FAccountBookID.FCURRENCYID',
    localCurrency: 'FAccountBookID.FCURRENCYID',
    organisation: 'FACCBOOKORGID',
    creator: 'FCreatorId',
  },
  // A voucher is called by its word and number, and both begin anew each period.
  numberPrefix: ['FYEAR', 'FPERIOD', 'FVOUCHERGROUPID.FName'],
  people: { approver: 'FApproverId' },
  dates: { created: 'FCreateDate', approved: 'FApproveDate', business: 'FBUSDATE' },
  figures: { year: 'FYEAR', period: 'FPERIOD', attachments: 'FATTACHMENTS' },
  lines: {
    entry: 'FEntity',
    item: 'FACCOUNTID',
    amount: 'FDEBIT',
    counterAmount: 'FCREDIT',
    note: 'FEXPLANATION',
    sums: { amount: 'FDEBIT', credit: 'FCREDIT' },
  },
  optional: ['amount', 'people', 'dates', 'figures'],
};
