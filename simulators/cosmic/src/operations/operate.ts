import { BillRefusal, type BillBook, type BillForm, type VendorReply } from '@hub/simulator-kit';
import { printId } from '../print.js';
import { Refusal } from '../reply.js';
import type { Sent } from '../request-body.js';
import type { Switches } from '../switches.js';
import { summed } from './save.js';
import { selectBills } from './select-bills.js';

/** Submit, audit and the like, on every bill that the parameters mean. */
export function operate(
  book: BillBook,
  form: BillForm,
  operation: string,
  data: Sent,
  user: string,
  switches: Switches,
): VendorReply {
  const { bills, filter } = selectBills(book, form, {}, data, switches);
  // The published operations take conditions; one without any would strike every bill there is.
  if (filter === '[1 = 1]') throw new Refusal('603', '参数【billno】必填');
  const results = bills.map((bill, billIndex) => {
    const number = String(bill.head[form.number.field]);
    const row = { billIndex, id: printId(bill.id, switches), number };
    try {
      book.operate(form, bill, operation, { user, via: 'OpenAPI' });
      return { ...row, billStatus: true, errors: [] };
    } catch (error) {
      if (!(error instanceof BillRefusal)) throw error;
      return { ...row, billStatus: false, errors: [{ rowMsg: [error.message] }] };
    }
  });
  return summed(results, { filter, totalCount: String(bills.length) }, switches);
}
