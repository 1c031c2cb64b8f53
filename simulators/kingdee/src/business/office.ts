import { Big } from 'big.js';
import { exchangeRate } from '../database/exchange-rates.js';
import type { EntryRow, Row, Values } from '../database/row.js';
import type { BillWriter, Outcome, WrittenBill } from './bill-writer.js';
import type { Diary } from './diary.js';
import type { BudgetBook, StockBook } from './levels.js';
import type { Material, Party } from './master-data.js';
import type { DepartmentName, Organisation } from './organisation.js';
import type { Random } from './random.js';
import type { VoucherNumbers } from './voucher-numbers.js';

/** One organisation at work: whom it trades with, what it trades in, and where its bills are written. */
export interface Office {
  readonly organisation: Organisation;
  readonly diary: Diary;
  readonly random: Random;
  readonly writer: BillWriter;
  readonly vouchers: VoucherNumbers;
  readonly stock: StockBook;
  readonly budget: BudgetBook;
  readonly suppliers: readonly Party[];
  readonly customers: readonly Party[];
  readonly materials: readonly Material[];
}

/** A bill as the chains of business hand it on: what it is and where its rows are. */
export interface Written {
  readonly form: string;
  readonly row: Row;
  readonly lines: readonly EntryRow[];
  readonly number: string;
  readonly bill: WrittenBill;
}

/** Goods of one line: the same in every bill of a chain, in other quantities. */
export interface Goods {
  readonly material: Material;
  readonly quantity: Big;
  readonly price: Big;
  readonly taxPrice: Big;
  readonly taxRate: Big;
}

interface Writing {
  readonly form: string;
  readonly department: DepartmentName;
  readonly at: number;
  readonly outcome?: Outcome;
  readonly head: Values;
  /** The entry whose rows the chain goes on from. */
  readonly entry: string;
  readonly lines: readonly Values[];
  readonly more?: Readonly<Record<string, readonly Values[]>>;
}

const hourMs = 3_600_000;

/** Writes a bill of the office; it is decided some hours later, but never after the last generated day. */
export function write(office: Office, writing: Writing): Written {
  const { organisation, random, diary } = office;
  const evening = diary.calendar.midnight(diary.end) - 5 * hourMs;
  const bill: WrittenBill = {
    orgId: organisation.orgId,
    at: writing.at,
    by: organisation.clerkOf(writing.department).userId,
    outcome: writing.outcome ?? 'audited',
    decidedAt: Math.min(writing.at + random.skewed(1.5, 1) * hourMs, Math.max(evening, writing.at)),
    decidedBy: organisation.auditorOf(writing.department),
    head: writing.head,
    entries: { [writing.entry]: writing.lines, ...writing.more },
  };
  const row = office.writer.write(writing.form, bill);
  const { number } = organisation.account.erp.forms.get(writing.form).file;
  return {
    form: writing.form,
    row,
    lines: row.entries[writing.entry] ?? [],
    number: number === undefined ? '' : String(row.values[number]),
    bill,
  };
}

/** Links the rows of two bills pairwise: the nth row came of the nth. */
export function linkLines(office: Office, from: Written, to: Written, amountKey: string): void {
  for (const [at, line] of to.lines.entries()) {
    const source = from.lines[at];
    if (source === undefined) continue;
    const quantity = line.values[amountKey];
    office.writer.link(
      { form: from.form, row: from.row, line: source },
      { form: to.form, row: to.row, line },
      quantity instanceof Big ? quantity : new Big(0),
    );
  }
}

/** A few lines of goods, bought or made, in a party's currency. */
export function someGoods(office: Office, party: Party, bought: boolean): readonly Goods[] {
  const { random } = office;
  const offered = office.materials.filter((material) => material.bought === bought);
  const rate = rateOf(office, party);
  return Array.from({ length: random.int(1, 3) }, () => {
    const material = random.pick(offered);
    const quantity = new Big(Math.max(Math.round(random.skewed(bought ? 200 : 12, 0.9)), 1));
    const local = material.price * (bought ? 1 : 1.35) * (0.97 + random.next() * 0.06);
    const taxPrice = new Big((local / Number(rate)).toFixed(random.chance(0.3) ? 4 : 2));
    return { material, quantity, ...priced(taxPrice.eq(0) ? new Big('0.01') : taxPrice, party) };
  });
}

/** Goods from abroad carry no value added tax. */
function priced(taxPrice: Big, party: Party): Omit<Goods, 'material' | 'quantity'> {
  const taxRate = new Big(party.currency === 'CNY' ? 13 : 0);
  const price = taxPrice.div(taxRate.div(100).plus(1)).round(6);
  return { taxPrice, taxRate, price };
}

export function rateOf(office: Office, party: Party): Big {
  return exchangeRate(party.currency, office.organisation.company.currency);
}

/** Price, tax and quantity of goods under the keys of most forms. */
export function goodsValues(goods: Goods, keys: { quantity: string; material: string }): Values {
  return {
    [keys.material]: goods.material.id,
    [keys.quantity]: goods.quantity,
    FPrice: goods.price,
    FTaxPrice: goods.taxPrice,
    FEntryTaxRate: goods.taxRate,
  };
}

export function decimalOf(values: Values, key: string): Big {
  const value = values[key];
  return value instanceof Big ? value : new Big(0);
}

/** What most chains of bills come to: some never get beyond the desk. */
export function usualOutcome(random: Random): Outcome {
  const draw = random.next();
  if (draw < 0.03) return 'rejected';
  if (draw < 0.05) return 'voided';
  if (draw < 0.06) return 'draft';
  return draw < 0.07 ? 'saved' : 'audited';
}
