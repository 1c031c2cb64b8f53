import type { Big } from 'big.js';
import { planOf, writeOff } from './instalments.js';
import { bookLater } from './ledger.js';
import type { Party } from './master-data.js';
import { decimalOf, linkLines, rateOf, write, type Office, type Written } from './office.js';

/** A part of a payable that is to be paid. */
export interface Request {
  readonly supplier: Party;
  readonly payable: Written;
  readonly plan: Written['lines'][number];
  readonly day: number;
  readonly at: number;
  readonly orderNumber: string;
}

/** Asks for the payment of one instalment, and pays it a few days later. */
export function requestPayment(office: Office, request: Request): void {
  const { organisation, random, diary } = office;
  const { supplier, payable, plan } = request;
  const amount = decimalOf(plan.values, 'FPAYAMOUNTFOR');
  if (amount.eq(0)) return;
  const applied = write(office, {
    form: 'CN_PAYAPPLY',
    department: '采购部',
    at: request.at,
    head: {
      FCONTACTUNITTYPE: 'BD_Supplier',
      FCONTACTUNIT: supplier.id,
      FCURRENCYID: supplier.currencyId,
      FSETTLECUR: supplier.currencyId,
      FEXCHANGERATE: rateOf(office, supplier),
      FDEPARTMENT: organisation.department('采购部'),
      F_PAEZ_Remark: `支付${supplier.name}货款`,
    },
    entry: 'FPAYAPPLYENTRY',
    lines: [
      {
        FENDDATE: plan.values['FENDDATE'] ?? null,
        FEXPECTPAYDATE: diary.calendar.midnight(request.day + 2),
        FAPPLYAMOUNTFOR: amount,
        FPAYAMOUNTFOR: amount,
        FSRCBILLNO: payable.number,
        FSRCFORMID: 'AP_Payable',
        FSRCBILLID: Number(payable.row.id),
      },
    ],
  });
  linkLines(office, { ...payable, lines: [plan] }, applied, 'FAPPLYAMOUNTFOR');
  // Some requests are paid in two steps, and a few are still waiting for the second.
  const shares = planOf(amount, random.chance(0.12) ? 2 : 1);
  for (const [at, share] of shares.entries()) {
    if (at > 0 && random.chance(0.3)) return;
    diary.plan(request.day + random.int(1, 4) + at * 15, (day, ms) => {
      pay(office, { ...request, day, at: ms }, applied, share);
    });
  }
}

function pay(office: Office, request: Request, applied: Written, amount: Big): void {
  const { organisation, random } = office;
  const { supplier, payable, plan } = request;
  const payment = write(office, {
    form: 'AP_PAYBILL',
    department: '财务部',
    at: request.at,
    head: {
      FCONTACTUNITTYPE: 'BD_Supplier',
      FCONTACTUNIT: supplier.id,
      FRECTUNITTYPE: 'BD_Supplier',
      FRECTUNIT: supplier.id,
      FCURRENCYID: supplier.currencyId,
      FSETTLECUR: supplier.currencyId,
      FEXCHANGERATE: rateOf(office, supplier),
      FPURCHASEDEPTID: organisation.department('采购部'),
    },
    entry: 'FPAYBILLENTRY',
    lines: [
      {
        FREALPAYAMOUNTFOR_D: amount,
        FOPPOSITEBANKACCOUNT: supplier.bankAccount,
        FOPPOSITECCOUNTNAME: supplier.name,
        FPURCHASEORDERNO: request.orderNumber,
      },
    ],
    more: {
      FPAYBILLSRCENTRY: [
        {
          FSOURCETYPE: 'CN_PAYAPPLY',
          FSRCBILLNO: applied.number,
          FSRCBILLID: Number(applied.row.id),
          FPLANPAYAMOUNT: decimalOf(plan.values, 'FPAYAMOUNTFOR'),
          FREALPAYAMOUNT_S: amount,
        },
      ],
    },
  });
  linkLines(office, applied, payment, 'FREALPAYAMOUNTFOR_D');
  writeOff(payable, plan.values, amount);
  const [line] = applied.lines;
  if (line !== undefined) {
    const paid = decimalOf(line.values, 'FPAYEDAMOUNTFOR').plus(amount);
    line.values['FPAYEDAMOUNTFOR'] = paid;
    if (paid.gte(decimalOf(line.values, 'FAPPLYAMOUNTFOR'))) {
      applied.row.values['FCLOSESTATUS'] = 'B';
    }
  }
  const local = decimalOf(payment.row.values, 'FREALPAYAMOUNT');
  bookLater(office, request.day, {
    text: `支付货款 ${payment.number}`,
    source: payment,
    bookings: [
      { account: '2202', debit: local, dimension: { 'FDetailID.FFLEX4': supplier.id } },
      { account: '1002', credit: local },
    ],
  });
  if (random.chance(0.08)) refund(office, request, payment, amount);
}

function refund(office: Office, request: Request, payment: Written, amount: Big): void {
  const { supplier, orderNumber } = request;
  office.diary.plan(request.day + office.random.int(5, 20), (_, at) => {
    write(office, {
      form: 'AP_REFUNDBILL',
      department: '财务部',
      at,
      head: {
        FCONTACTUNITTYPE: 'BD_Supplier',
        FCONTACTUNIT: supplier.id,
        FPAYUNITTYPE: 'BD_Supplier',
        FPAYUNIT: supplier.id,
        FCURRENCYID: supplier.currencyId,
        FSETTLECUR: supplier.currencyId,
        FEXCHANGERATE: rateOf(office, supplier),
        FREMARK: `退货退款 ${payment.number}`,
      },
      entry: 'FREFUNDBILLENTRY',
      lines: [
        { FREALREFUNDAMOUNTFOR_D: amount.times('0.1').round(2), FPURCHASEORDERNO: orderNumber },
      ],
    });
  });
}
