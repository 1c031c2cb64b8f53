import { dayMs } from '../server-time.js';
import { planOf } from './instalments.js';
import { bookLater } from './ledger.js';
import type { Party } from './master-data.js';
import {
  decimalOf,
  goodsValues,
  linkLines,
  rateOf,
  write,
  type Goods,
  type Office,
  type Written,
} from './office.js';
import { requestPayment } from './payments.js';
import { takeInvoice } from './purchase-invoices.js';

interface Debt {
  readonly supplier: Party;
  readonly goods: readonly Goods[];
  readonly day: number;
  readonly at: number;
  readonly receipt: Written;
  readonly orderNumber: string;
}

/** What was received is owed; invoice, request and payment follow by the supplier's terms. */
export function oweSupplier(office: Office, debt: Debt): void {
  const { organisation, random, diary } = office;
  const { supplier, goods, day } = debt;
  const due = diary.calendar.midnight(day + supplier.days);
  const payable = write(office, {
    form: 'AP_Payable',
    department: '财务部',
    at: debt.at,
    head: {
      FENDDATE_H: due,
      FSUPPLIERID: supplier.id,
      FChargeId: supplier.id,
      FCURRENCYID: supplier.currencyId,
      FExchangeRate: rateOf(office, supplier),
      FPayConditon: supplier.conditionId,
      FPURCHASEDEPTID: organisation.department('采购部'),
    },
    entry: 'FEntityDetail',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FPriceQty', material: 'FMATERIALID' }),
      FSOURCETYPE: 'STK_InStock',
      FSourceBillNo: debt.receipt.number,
      FORDERNUMBER: debt.orderNumber,
    })),
  });
  linkLines(office, debt.receipt, payable, 'FPriceQty');
  const total = decimalOf(payable.row.values, 'FALLAMOUNTFOR');
  const plans = planOf(total, random.chance(0.2) ? 2 : 1).map((amount, at) =>
    office.writer.addLine(
      'AP_Payable',
      payable.row,
      'FEntityPlan',
      {
        FENDDATE: due + at * 30 * dayMs,
        FPAYAMOUNTFOR: amount,
        FPAYRATE: amount
          .times(100)
          .div(total.eq(0) ? 1 : total)
          .round(2),
        FNOTWRITTENOFFAMOUNTFOR: amount,
      },
      payable.bill,
    ),
  );
  bookPayable(office, day, payable);
  diary.plan(day + random.int(2, 12), (_, at) => {
    takeInvoice(office, { ...debt, at }, payable);
  });
  // Nobody pays a good tenth in time; some of it never.
  const lateDays = random.chance(0.12) ? random.int(20, 120) : random.int(-8, 2);
  for (const [at, plan] of plans.entries()) {
    diary.plan(day + supplier.days + at * 30 + lateDays, (on, ms) => {
      requestPayment(office, {
        supplier,
        payable,
        plan,
        day: on,
        at: ms,
        orderNumber: debt.orderNumber,
      });
    });
  }
}

function bookPayable(office: Office, day: number, payable: Written): void {
  const { values } = payable.row;
  const rate = decimalOf(values, 'FExchangeRate');
  const total = decimalOf(values, 'FALLAMOUNT');
  const tax = decimalOf(values, 'FTaxAmountFor').times(rate).round(2);
  const supplier = { 'FDetailID.FFLEX4': Number(values['FSUPPLIERID']) };
  bookLater(office, day, {
    text: `采购入库应付 ${payable.number}`,
    source: payable,
    bookings: [
      { account: '1403', debit: total.minus(tax) },
      { account: '2221.01.01', debit: tax },
      { account: '2202', credit: total, dimension: supplier },
    ],
  });
}
