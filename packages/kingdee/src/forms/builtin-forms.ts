import type { FormDefinition } from '../form.js';
import { deliveryNotice } from './sal-deliverynotice.js';
import { expenseReimbursement } from './er-expreimbursement.js';
import { ordinaryPurchaseInvoice } from './iv-purchaseoc.js';
import { ordinarySalesInvoice } from './iv-salesoc.js';
import { payable } from './ap-payable.js';
import { payment } from './ap-paybill.js';
import { paymentRequest } from './cn-payapply.js';
import { productionOrder } from './prd-mo.js';
import { purchaseOrder } from './pur-purchase-order.js';
import { receipt } from './ar-receivebill.js';
import { receivable } from './ar-receivable.js';
import { receivingNotice } from './pur-receivebill.js';
import { requisition } from './pur-requisition.js';
import { saleOrder } from './sal-sale-order.js';
import { salesDelivery } from './sal-outstock.js';
import { specialPurchaseInvoice } from './iv-purchaseic.js';
import { specialSalesInvoice } from './iv-salesic.js';
import { stockReceipt } from './stk-instock.js';
import { travelReimbursement } from './er-expreimbursement-travel.js';
import { voucher } from './gl-voucher.js';

/** The forms the hub knows without being told: one file and one line each. */
export const builtinForms: readonly FormDefinition[] = [
  purchaseOrder,
  requisition,
  paymentRequest,
  payment,
  payable,
  receivable,
  receipt,
  specialSalesInvoice,
  ordinarySalesInvoice,
  specialPurchaseInvoice,
  ordinaryPurchaseInvoice,
  voucher,
  expenseReimbursement,
  travelReimbursement,
  saleOrder,
  deliveryNotice,
  salesDelivery,
  productionOrder,
  receivingNotice,
  stockReceipt,
];
