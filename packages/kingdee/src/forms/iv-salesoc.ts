import { invoice } from './invoice.js';

export const ordinarySalesInvoice = invoice({
  form: 'IV_SALESOC',
  titles: { 2052: '销售普通发票', 1033: 'Sales invoice, ordinary', 3076: '銷售普通發票' },
  entry: 'FSALESOCENTRY',
  side: 'sales',
});
