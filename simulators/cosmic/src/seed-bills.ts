import { localMidnight, type BillBook, type SimulatorClock } from '@hub/simulator-kit';

const dayMs = 86_400_000;
const morningMs = 9.5 * 3_600_000;

const olderOrders = [
  { daysAgo: 34, price: '25.60', quantity: '500', comment: '月度备货' },
  { daysAgo: 20, price: '127.001', quantity: '500', comment: '产线检修备件' },
  { daysAgo: 5, price: '0.98', quantity: '1000', comment: '紧固件补货' },
];

/** A few audited orders of the past weeks, so that the ERP is no empty room. */
export function seedBills(book: BillBook, clock: SimulatorClock): void {
  const form = book.form('pm_purorderbill');
  const user = book.base.get('User')?.[0]?.number ?? '';
  const org = book.base.get('Org')?.[0]?.number ?? '';
  if (form === undefined) return;
  for (const { daysAgo, price, quantity, comment } of olderOrders) {
    const aheadMs = localMidnight(clock.now()) - daysAgo * dayMs + morningMs - clock.now();
    clock.shift(aheadMs);
    const draft = {
      head: { org, supplier: 'VEN001', dept: 'BM01', comment },
      entries: {
        billentry: [{ material: '01.01.0001', unit: 'PCS', qty: quantity, priceandtax: price }],
      },
    };
    const caller = { user, via: 'seed' };
    const bill = book.create(form, draft, caller);
    book.operate(form, bill, 'submit', caller);
    book.operate(form, bill, 'audit', caller);
    clock.shift(-aheadMs);
  }
}
