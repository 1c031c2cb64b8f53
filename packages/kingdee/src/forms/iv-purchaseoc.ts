import { invoice } from './invoice.js';

export const ordinaryPurchaseInvoice = invoice({
  form: 'IV_PURCHASEOC',
  titles: { 2052: '采购普通发票', 1033: 'Purchase invoice, ordinary', 3076: '採購普通發票' },
  entry: 'FPURCHASEOCENTRY',
  side: 'purchase',
});
