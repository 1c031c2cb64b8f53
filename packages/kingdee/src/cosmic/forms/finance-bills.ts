import type { FormDefinition } from '../../form.js';
import { usualFields, type CosmicForm } from '../cosmic-form.js';

/** Payables and receivables of the finance cloud mirror each other. */
function financeBill(
  path: string,
  form: string,
  titles: FormDefinition['titles'],
  keys: { readonly amount: string; readonly entry: string; readonly lineAmount: string },
): CosmicForm {
  return {
    path,
    organisation: 'org.number',
    due: { date: 'duedate', open: 'unsettleamount' },
    definition: {
      form,
      idKey: 'id',
      titles,
      fields: {
        ...usualFields,
        date: 'bizdate',
        amount: keys.amount,
        currency: 'currency',
        localCurrency: 'basecurrency',
        counterparty: 'asstact',
        department: 'department',
        organisation: 'org',
        note: 'remark',
      },
      people: { approver: 'auditor' },
      dates: { created: 'createtime', approved: 'auditdate', due: 'duedate' },
      amounts: { open: 'unsettleamount' },
      lines: { entry: keys.entry, id: 'id', amount: keys.lineAmount },
      optional: [],
    },
  };
}

export const cosmicPayable = financeBill(
  'ap/ap_finapbill/query',
  'AP_Payable',
  { 2052: '财务应付单', 1033: 'Payable', 3076: '財務應付單' },
  { amount: 'pricetaxtotal', entry: 'detailentry', lineAmount: 'e_pricetaxtotal' },
);

export const cosmicReceivable = financeBill(
  'ar/ar_finarbill/query',
  'AR_receivable',
  { 2052: '财务应收单', 1033: 'Receivable', 3076: '財務應收單' },
  { amount: 'recamount', entry: 'entry', lineAmount: 'e_recamount' },
);
