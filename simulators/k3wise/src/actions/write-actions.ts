import { BillRefusal, type BillBook, type BillDraft, type BillForm } from '@hub/simulator-kit';
import { done, Refusal, type Envelope } from '../reply.js';
import { isObject, textOf, valueOf, type Sent } from '../request-data.js';
import type { Switches } from '../switches.js';
import { theBill } from './read-actions.js';

/** Who an integration acts as when it names nobody. */
const nobody = 'Administrator';

export function save(book: BillBook, form: BillForm, sent: Sent, switches: Switches): Envelope {
  return orRefused(form, switches, () => {
    const draft = draftOf(form, sent);
    const bill = book.create(form, draft, { user: userOf(draft), via: 'K3API' });
    const number = String(bill.head[form.number.field]);
    if (form.kind === 'base')
      return done([{ FStatus: true, FItemID: Number(bill.id), FNumber: number }]);
    return done({ BillInterID: Number(bill.id), BillNo: number });
  });
}

/** `{FNumber, Data}` or `{FBillNo, Data}`: the record and what becomes of it. */
export function update(book: BillBook, form: BillForm, sent: Sent, switches: Switches): Envelope {
  return orRefused(form, switches, () => {
    const bill = theBill(book, form, sent);
    const inner = valueOf(sent, 'Data');
    const draft = draftOf(form, isObject(inner) ? inner : sent);
    book.change(form, bill, draft, { user: userOf(draft), via: 'K3API' });
    const number = String(bill.head[form.number.field]);
    return done([{ FStatus: true, FItemID: Number(bill.id), FNumber: number }]);
  });
}

export function remove(book: BillBook, form: BillForm, sent: Sent, switches: Switches): Envelope {
  return orRefused(form, switches, () => {
    const bill = theBill(book, form, sent);
    book.operate(form, bill, 'delete', { user: nobody, via: 'K3API' });
    return done([{ FStatus: true, FNumber: String(bill.head[form.number.field]) }]);
  });
}

/** CheckBill and CheckItem: audits, or takes the audit back. */
export function check(book: BillBook, form: BillForm, sent: Sent, switches: Switches): Envelope {
  return orRefused(form, switches, () => {
    const bill = theBill(book, form, sent);
    const direction = textOf(sent, 'FCheckDirection');
    const audits = direction === '' || Number(direction) === switches.auditDirection;
    const user = textOf(sent, 'FChecker') || nobody;
    const checker = [...(book.base.get('User') ?? [])].find(
      ({ number, name }) => number === user || name === user,
    );
    if (checker === undefined) throw new BillRefusal(`用户“${user}”不存在`);
    const operation = audits ? 'audit' : 'unaudit';
    book.operate(form, bill, operation, { user: checker.number, via: 'K3API' });
    return done([{ FStatus: true, FBillNo: String(bill.head[form.number.field]) }]);
  });
}

/** Bills come as pages, base data as plain fields; a voucher comes as the vendor's own tree. */
function draftOf(form: BillForm, sent: Sent): BillDraft {
  if (form.kind === 'base') return { head: sent };
  const [head] = rowsOf(valueOf(sent, 'Page1'));
  if (head === undefined) throw new Refusal(400, '缺少Page1');
  const pages = Object.keys(form.entries).flatMap((page) => {
    const rows = valueOf(sent, page);
    return rows === undefined ? [] : [[page, rowsOf(rows)] as const];
  });
  return { head, entries: Object.fromEntries(pages) };
}

function rowsOf(value: unknown): readonly Sent[] {
  if (isObject(value)) return [value];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function userOf({ head }: BillDraft): string {
  const biller = valueOf(head, 'FBillerID');
  return (isObject(biller) ? textOf(biller, 'FNumber') : '') || nobody;
}

/** A refused row is told inside a StatusCode that says the call was understood. */
function orRefused(form: BillForm, switches: Switches, action: () => Envelope): Envelope {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof BillRefusal)) throw error;
    const { rowFailureStatus } = switches;
    const data =
      form.kind === 'base'
        ? [{ FStatus: false, FItemID: 0, FMessage: error.message }]
        : error.message;
    return {
      StatusCode: rowFailureStatus,
      Message: rowFailureStatus === 201 ? 'Faild' : error.message,
      Data: data,
    };
  }
}
