import type { Values } from '../database/row.js';
import type { Party } from './master-data.js';
import { decimalOf, rateOf, write, type Goods, type Office, type Written } from './office.js';

/** What an invoice is for. */
export interface Invoiced {
  readonly supplier: Party;
  readonly goods: readonly Goods[];
  readonly day: number;
  readonly at: number;
}

/** The supplier's invoice for a payable, and its slip in the pool of received invoices. */
export function takeInvoice(office: Office, debt: Invoiced, payable: Written): void {
  const { organisation, random, diary } = office;
  const special = random.chance(0.9);
  const number = String(random.int(10_000_000, 99_999_999));
  const invoice = write(office, {
    form: special ? 'IV_PURCHASEIC' : 'IV_PURCHASEOC',
    department: '财务部',
    at: debt.at,
    head: {
      FINVOICENO: number,
      FINVOICEDATE: payable.row.values['FDATE'] ?? null,
      FSUPPLIERID: debt.supplier.id,
      FCURRENCYID: debt.supplier.currencyId,
      FEXCHANGERATE: rateOf(office, debt.supplier),
      FPURCHASEDEPTID: organisation.department('采购部'),
    },
    entry: special ? 'FPURCHASEICENTRY' : 'FPURCHASEOCENTRY',
    lines: debt.goods.map((goods) => invoiceLine(goods, 'AP_Payable', payable.number)),
  });
  for (const { values } of payable.lines) {
    values['FBUYIVQTY'] = decimalOf(values, 'FPriceQty');
    values['FIVALLAMOUNTFOR'] = decimalOf(values, 'FALLAMOUNTFOR_D');
  }
  const { values } = invoice.row;
  write(office, {
    form: 'IV_ReceivedInvoice',
    department: '财务部',
    at: debt.at + 60_000,
    head: {
      FIVNUMBER: number,
      FOPENDATE: values['FINVOICEDATE'] ?? null,
      FSUMALLAMOUNT: decimalOf(values, 'FALLAMOUNTFOR'),
      FSUMTAXAMOUNT: decimalOf(values, 'FTAXAMOUNTFOR'),
      FSUMAMOUNT: decimalOf(values, 'FAFTERTOTALTAXFOR'),
      FSALENAME: debt.supplier.name,
      FPURNAME: organisation.company.name,
      FLINKBILLTYPE: invoice.form,
      FLINKBILLID: Number(invoice.row.id),
      FPIAOZONESERIALNUMBER: `${diary.calendar.date(debt.day).replaceAll('-', '')}${number}`,
    },
    entry: 'FEntity',
    lines: [],
  });
}

export function invoiceLine(goods: Goods, form: string, number: string): Values {
  return {
    FMATERIALID: goods.material.id,
    FPRICEQTY: goods.quantity,
    FPRICE: goods.price,
    FAUXTAXPRICE: goods.taxPrice,
    FTAXRATE: goods.taxRate,
    FSRCBILLTYPEID: form,
    FSRCBILLNO: number,
  };
}
