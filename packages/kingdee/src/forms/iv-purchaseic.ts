import { invoice } from './invoice.js';

export const specialPurchaseInvoice = invoice({
  form: 'IV_PURCHASEIC',
  titles: {
    2052: '采购增值税专用发票',
    1033: 'Purchase invoice, special VAT',
    3076: '採購增值稅專用發票',
  },
  entry: 'FPURCHASEICENTRY',
  side: 'purchase',
});
