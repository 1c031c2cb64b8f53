import { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { writeOff } from './instalments.js';
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
import { invoiceLine } from './purchase-invoices.js';

interface Claim {
  readonly customer: Party;
  readonly goods: readonly Goods[];
  readonly day: number;
  readonly at: number;
  readonly issue: Written;
  readonly orderNumber: string;
}

/** What was delivered is claimed and invoiced; customers pay by their terms, a quarter of them late. */
export function billCustomer(office: Office, claim: Claim): void {
  const { organisation, random, diary } = office;
  const { customer, goods, day } = claim;
  const due = diary.calendar.midnight(day + customer.days);
  const receivable = write(office, {
    form: 'AR_receivable',
    department: '财务部',
    at: claim.at,
    head: {
      FENDDATE_H: due,
      FCUSTOMERID: customer.id,
      FChargeId: customer.id,
      FCURRENCYID: customer.currencyId,
      FExchangeRate: rateOf(office, customer),
      FPayConditon: customer.conditionId,
      FSALEDEPTID: organisation.department('销售部'),
    },
    entry: 'FEntityDetail',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FPriceQty', material: 'FMATERIALID' }),
      FSOURCETYPE: 'SAL_OUTSTOCK',
      FSourceBillNo: claim.issue.number,
      FORDERNUMBER: claim.orderNumber,
    })),
  });
  linkLines(office, claim.issue, receivable, 'FPriceQty');
  for (const { values } of receivable.lines) {
    values['FNORECEIVEAMOUNT'] = decimalOf(values, 'FALLAMOUNTFOR_D');
  }
  const total = decimalOf(receivable.row.values, 'FALLAMOUNTFOR');
  const plan = office.writer.addLine(
    'AR_receivable',
    receivable.row,
    'FEntityPlan',
    {
      FENDDATE: due,
      FPAYAMOUNTFOR: total,
      FPAYRATE: new Big(100),
      FNOTWRITTENOFFAMOUNTFOR: total,
    },
    receivable.bill,
  );
  bookReceivable(office, day, receivable);
  diary.plan(day + random.int(0, 6), (_, at) => {
    issueInvoice(office, { ...claim, at }, receivable);
  });
  const late = random.chance(0.25) ? random.int(5, 60) : random.int(-5, 1);
  const inParts = random.chance(0.12);
  diary.plan(day + customer.days + late, (on, at) => {
    collect(office, { ...claim, day: on, at }, receivable, plan.values, inParts);
  });
}

function bookReceivable(office: Office, day: number, receivable: Written): void {
  const { values } = receivable.row;
  const rate = decimalOf(values, 'FExchangeRate');
  const total = decimalOf(values, 'FALLAMOUNT');
  const tax = decimalOf(values, 'FTaxAmountFor').times(rate).round(2);
  bookLater(office, day, {
    text: `销售应收 ${receivable.number}`,
    source: receivable,
    bookings: [
      {
        account: '1122',
        debit: total,
        dimension: { 'FDetailID.FFLEX6': Number(values['FCUSTOMERID']) },
      },
      { account: '6001', credit: total.minus(tax) },
      { account: '2221.01.02', credit: tax },
    ],
  });
}

function issueInvoice(office: Office, claim: Claim, receivable: Written): void {
  const { organisation, random } = office;
  const special = random.chance(0.8);
  write(office, {
    form: special ? 'IV_SALESIC' : 'IV_SALESOC',
    department: '财务部',
    at: claim.at,
    head: {
      FINVOICENO: String(random.int(10_000_000, 99_999_999)),
      FCustomerID: claim.customer.id,
      FCURRENCYID: claim.customer.currencyId,
      FEXCHANGERATE: rateOf(office, claim.customer),
      FSALEDEPTID: organisation.department('销售部'),
    },
    entry: special ? 'FSALESICENTRY' : 'FSALESOCENTRY',
    lines: claim.goods.map((goods) => invoiceLine(goods, 'AR_receivable', receivable.number)),
  });
  for (const { values } of receivable.lines) {
    values['FIVALLAMOUNTFOR'] = decimalOf(values, 'FALLAMOUNTFOR_D');
  }
}

function collect(
  office: Office,
  claim: Claim,
  receivable: Written,
  plan: Values,
  inPart: boolean,
): void {
  const { organisation, random } = office;
  const { customer } = claim;
  const open = decimalOf(plan, 'FNOTWRITTENOFFAMOUNTFOR');
  const amount = inPart ? open.times('0.5').round(2) : open;
  if (amount.eq(0)) return;
  const receipt = write(office, {
    form: 'AR_RECEIVEBILL',
    department: '财务部',
    at: claim.at,
    head: {
      FCONTACTUNITTYPE: 'BD_Customer',
      FCONTACTUNIT: customer.id,
      FPAYUNITTYPE: 'BD_Customer',
      FPAYUNIT: customer.id,
      FCURRENCYID: customer.currencyId,
      FSETTLECUR: customer.currencyId,
      FEXCHANGERATE: rateOf(office, customer),
      FSALEDEPTID: organisation.department('销售部'),
    },
    entry: 'FRECEIVEBILLENTRY',
    lines: [
      {
        FREALRECAMOUNTFOR_D: amount,
        FOPPOSITEBANKACCOUNT: customer.bankAccount,
        FOPPOSITECCOUNTNAME: customer.name,
        FSALEORDERNO: claim.orderNumber,
      },
    ],
    more: {
      FRECEIVEBILLSRCENTRY: [
        {
          FSOURCETYPE: 'AR_receivable',
          FSRCBILLNO: receivable.number,
          FSRCBILLID: Number(receivable.row.id),
          FPLANPAYAMOUNT: open,
          FREALPAYAMOUNT_S: amount,
        },
      ],
    },
  });
  linkLines(office, receivable, receipt, 'FREALRECAMOUNTFOR_D');
  writeOff(receivable, plan, amount);
  shareOut(receivable, amount);
  const local = decimalOf(receipt.row.values, 'FREALRECAMOUNT');
  bookLater(office, claim.day, {
    text: `收到货款 ${receipt.number}`,
    source: receipt,
    bookings: [
      { account: '1002', debit: local },
      { account: '1122', credit: local, dimension: { 'FDetailID.FFLEX6': customer.id } },
    ],
  });
  if (inPart && random.chance(0.7)) {
    office.diary.plan(claim.day + random.int(10, 40), (day, at) => {
      collect(office, { ...claim, day, at }, receivable, plan, false);
    });
  }
  if (random.chance(0.08)) refund(office, claim, receipt, amount);
}

/** Fills the rows of the receivable one after the other with what came in. */
function shareOut(receivable: Written, amount: Big): void {
  let left = amount;
  for (const { values } of receivable.lines) {
    const open = decimalOf(values, 'FNORECEIVEAMOUNT');
    const taken = left.lt(open) ? left : open;
    values['FRECEIVEAMOUNT'] = decimalOf(values, 'FRECEIVEAMOUNT').plus(taken);
    values['FNORECEIVEAMOUNT'] = open.minus(taken);
    left = left.minus(taken);
  }
}

function refund(office: Office, claim: Claim, receipt: Written, amount: Big): void {
  const { customer } = claim;
  office.diary.plan(claim.day + office.random.int(5, 20), (_, at) => {
    write(office, {
      form: 'AR_REFUNDBILL',
      department: '财务部',
      at,
      head: {
        FCONTACTUNITTYPE: 'BD_Customer',
        FCONTACTUNIT: customer.id,
        FRECTUNITTYPE: 'BD_Customer',
        FRECTUNIT: customer.id,
        FCURRENCYID: customer.currencyId,
        FSETTLECUR: customer.currencyId,
        FEXCHANGERATE: rateOf(office, customer),
        FREMARK: `销售退款 ${receipt.number}`,
      },
      entry: 'FREFUNDBILLENTRY',
      lines: [{ FREALREFUNDAMOUNTFOR_D: amount.times('0.1').round(2) }],
    });
  });
}
