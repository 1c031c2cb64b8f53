import type { BillBook, BillForm } from '@hub/simulator-kit';
import { done, type Envelope } from '../reply.js';
import { isObject, textOf, valueOf, type Sent } from '../request-data.js';

/** A voucher as the accounting module takes it: `{Replace, Voucher: {…, BodyList|entries}}`. */
export function updateVoucher(book: BillBook, form: BillForm, sent: Sent): Envelope {
  const inner = valueOf(sent, 'Voucher');
  const voucher = isObject(inner) ? inner : sent;
  const head = Object.fromEntries(
    form.head.flatMap(({ key }) => {
      const value = valueOf(voucher, key) ?? valueOf(voucher, key.slice(1));
      return value === undefined ? [] : [[key, value]];
    }),
  );
  const bill = book.create(form, { head }, { user: textOf(voucher, 'Preparer'), via: 'K3API' });
  return done(`凭证保存成功，内码：${bill.id}`);
}
