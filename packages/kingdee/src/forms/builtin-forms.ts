import type { FormDefinition } from '../form.js';
import { paymentRequest } from './cn-payapply.js';
import { purchaseOrder } from './pur-purchase-order.js';

/** The forms the hub knows without being told. */
export const builtinForms: readonly FormDefinition[] = [purchaseOrder, paymentRequest];
