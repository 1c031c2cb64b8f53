import type { AccountSet } from '../database/account-set.js';
import { dayMs, startOfDay } from '../server-time.js';
import { BillWriter } from './bill-writer.js';
import { Diary } from './diary.js';
import { startExpense } from './expenses.js';
import { BudgetBook, StockBook } from './levels.js';
import { addCustomers, addMaterials, addSuppliers } from './master-data.js';
import type { Office } from './office.js';
import { leaveOpen } from './open-approvals.js';
import { Organisation } from './organisation.js';
import { startProduction } from './production.js';
import { startPurchase } from './purchasing.js';
import { Random, seedOf } from './random.js';
import { startSale } from './sales.js';
import { VoucherNumbers } from './voucher-numbers.js';
import { WorkCalendar } from './work-calendar.js';

export interface Volume {
  readonly seed: number;
  /** Calendar days of history; 0 leaves the account books with master data and stock alone. */
  readonly days: number;
  /** Mean number of bills per organisation and workday. */
  readonly billsPerDay: number;
  /** Bills per organisation that wait for approval in the end. */
  readonly openApprovals: number;
}

/** Share of the bills that each kind of business makes, and how many bills one piece of it comes to. */
const mix = [
  { start: startPurchase, share: 0.35, bills: 11 },
  { start: startSale, share: 0.3, bills: 8 },
  { start: startExpense, share: 0.25, bills: 4 },
  { start: startProduction, share: 0.1, bills: 1 },
] as const;

/**
 * Writes the business of the past into an account book: every organisation buys, sells, makes and spends, day by day
 * until yesterday evening. Nothing is newer than that evening, and
 * nothing waits for anybody but the approvals asked for.
 */
export function generateBusiness(account: AccountSet, volume: Volume): void {
  const today = startOfDay(account.now());
  const calendar = new WorkCalendar(today - volume.days * dayMs);
  const diary = new Diary(calendar, volume.days);
  const writer = new BillWriter(account);
  const offices = account.stamped(calendar.midnight(-1), () =>
    account.organisations.map(({ orgId, company }): Office => {
      const random = new Random(seedOf(`${company.key} ${String(volume.seed)}`));
      const organisation = new Organisation(account, orgId, company);
      const master = {
        suppliers: addSuppliers(organisation, random),
        customers: addCustomers(organisation, random),
        materials: addMaterials(organisation, random),
      };
      const books = {
        vouchers: new VoucherNumbers(),
        stock: new StockBook(),
        budget: new BudgetBook(),
      };
      return { organisation, diary, random, writer, ...books, ...master };
    }),
  );
  diary.run(new Random(seedOf(`${account.acctId} ${String(volume.seed)}`)), (day) => {
    for (const office of offices) openDay(office, day, volume.billsPerDay);
  });
  for (const office of offices) {
    office.stock.settle(office.organisation, office.materials, office.random);
    office.budget.settle(office.organisation, calendar.date(volume.days).slice(0, 7));
    leaveOpen(office, volume.openApprovals);
  }
}

function openDay(office: Office, day: number, billsPerDay: number): void {
  const rush = office.diary.calendar.isMonthEnd(day) ? 1.6 : 0.95;
  for (const { start, share, bills } of mix) {
    const pieces = office.random.count((billsPerDay * share * rush) / bills);
    for (let piece = 0; piece < pieces; piece += 1) start(office, day);
  }
}
