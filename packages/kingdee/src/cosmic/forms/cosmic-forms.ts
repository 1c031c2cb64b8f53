import type { CosmicForm } from '../cosmic-form.js';
import { cosmicPayable, cosmicReceivable } from './finance-bills.js';
import { cosmicPaymentRequest } from './pay-apply.js';
import { cosmicPurchaseOrder } from './purchase-order.js';

/** The forms of Cosmic that the hub knows without being told. */
export const cosmicForms: readonly CosmicForm[] = [
  cosmicPurchaseOrder,
  cosmicPaymentRequest,
  cosmicPayable,
  cosmicReceivable,
];
