import { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { write, type Office } from './office.js';

/** One side of a voucher line. */
interface Booking {
  /** Account number of BD_Account. */
  readonly account: string;
  readonly debit?: Big;
  readonly credit?: Big;
  readonly dimension?: Values;
}

export interface Voucher {
  readonly at: number;
  readonly text: string;
  readonly source: { readonly form: string; readonly number: string };
  readonly bookings: readonly Booking[];
}

/** Plans a voucher for the next day. Bookings of nothing are left out. */
export function bookLater(office: Office, day: number, voucher: Omit<Voucher, 'at'>): void {
  if (office.random.chance(0.1)) return;
  office.diary.plan(day + 1, (_, at) => {
    book(office, { ...voucher, at });
  });
}

function book(office: Office, voucher: Voucher): void {
  const { organisation, diary } = office;
  const { account, orgId } = organisation;
  const accounts = account.erp.forms.get('BD_Account');
  const date = diary.calendar.date(
    Math.floor((voucher.at - diary.calendar.midnight(0)) / 86_400_000),
  );
  const lines = voucher.bookings
    .filter(({ debit, credit }) => !(debit ?? credit ?? new Big(0)).eq(0))
    .map(({ account: number, debit, credit, dimension }): Values => ({
      FEXPLANATION: voucher.text,
      FACCOUNTID: Number(account.rowByNumber(accounts, number)?.id),
      FAMOUNTFOR: debit ?? credit ?? new Big(0),
      FDEBIT: debit ?? new Big(0),
      FCREDIT: credit ?? new Big(0),
      ...dimension,
    }));
  write(office, {
    form: 'GL_VOUCHER',
    department: '财务部',
    at: voucher.at,
    entry: 'FEntity',
    lines,
    head: {
      FVOUCHERGROUPNO: office.vouchers.next(orgId, date.slice(0, 7)),
      FYEAR: Number(date.slice(0, 4)),
      FPERIOD: Number(date.slice(5, 7)),
      FAccountBookID: organisation.bookId,
      FATTACHMENTS: office.random.int(1, 4),
      FSourceBillKey: voucher.source.form,
      FSourceBillNo: voucher.source.number,
    },
  });
}
