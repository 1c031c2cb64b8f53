import { invoice } from './invoice.js';

export const specialSalesInvoice = invoice({
  form: 'IV_SALESIC',
  titles: {
    2052: '销售增值税专用发票',
    1033: 'Sales invoice, special VAT',
    3076: '銷售增值稅專用發票',
  },
  entry: 'FSALESICENTRY',
  side: 'sales',
});
