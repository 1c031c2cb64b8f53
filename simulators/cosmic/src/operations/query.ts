import { createHash } from 'node:crypto';
import type { Bill, BillBook, BillForm, Json, VendorReply } from '@hub/simulator-kit';
import { printBill } from '../print.js';
import { done, Refusal } from '../reply.js';
import { textOf, type Sent } from '../request-body.js';
import type { Switches } from '../switches.js';
import { selectBills } from './select-bills.js';

/** One page of bills. The order is the published API's, not the caller's. */
export function query(
  book: BillBook,
  form: BillForm,
  sent: Sent,
  data: Sent,
  switches: Switches,
): VendorReply {
  const pageSize = Number(textOf(sent, 'pageSize'));
  if (!Number.isInteger(pageSize) || pageSize < 1)
    throw new Refusal('400', '页大小pageSize不能为空。');
  if (pageSize > switches.pageSizeMax)
    throw new Refusal('603', `请求数据量超出最大限制${String(switches.pageSizeMax)}。`);
  const pageNo = Math.max(1, Number(textOf(sent, 'pageNo') || 1));
  const { bills, filter } = selectBills(book, form, sent, data, switches);
  const ordered = orderedBy(bills, form, sent, switches);
  const rows = ordered.slice((pageNo - 1) * pageSize, pageNo * pageSize);
  const page: Record<string, Json> = {
    filter,
    lastPage: pageNo * pageSize >= bills.length,
    pageNo,
    pageSize,
    rows: rows.map((bill) => chosen(printBill(book, form, bill, switches), sent)),
  };
  if (switches.totalCount) page['totalCount'] = bills.length;
  return done(page);
}

function orderedBy(
  bills: readonly Bill[],
  form: BillForm,
  sent: Sent,
  { orderBy, rowOrder }: Switches,
): readonly Bill[] {
  const match = /^(\w+)(?:\s+(asc|desc))?$/i.exec(textOf(sent, 'orderBy'));
  const key = match?.[1];
  if (orderBy === 'honoured' && key !== undefined) {
    const sign = match?.[2]?.toLowerCase() === 'desc' ? -1 : 1;
    const value = (bill: Bill): string =>
      key === form.id ? bill.id : String(bill.head[key] ?? '').padStart(24, ' ');
    return bills.toSorted((left, right) => (value(left) < value(right) ? -sign : sign));
  }
  switch (rowOrder) {
    case 'oldest':
      return bills;
    case 'newest':
      return bills.toReversed();
    case 'scattered':
      return bills.toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
  }
}

/** The same for the same bill every time, and in no order anybody could lean on. */
function place({ id }: Bill): string {
  return createHash('sha256').update(id).digest('hex');
}

function chosen(row: Record<string, Json>, sent: Sent): Json {
  const keys = textOf(sent, 'selectFields')
    .split(',')
    .filter((key) => key.trim() !== '');
  if (keys.length === 0) return row;
  const wanted = new Set(keys.map((key) => key.trim()));
  return Object.fromEntries(Object.entries(row).filter(([key]) => wanted.has(key)));
}
