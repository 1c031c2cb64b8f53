import type { WiseForm } from '../wise-form.js';
import { wisePurchaseInvoice, wiseSalesInvoice } from './invoices.js';
import { wisePaymentRequest } from './pay-apply.js';
import { wisePurchaseOrder } from './po.js';

/** The forms of K/3 WISE that the hub knows without being told. */
export const wiseForms: readonly WiseForm[] = [
  wisePurchaseOrder,
  wisePaymentRequest,
  wisePurchaseInvoice,
  wiseSalesInvoice,
];
