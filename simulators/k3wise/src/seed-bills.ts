import { localMidnight, type BillBook, type SimulatorClock } from '@hub/simulator-kit';

const dayMs = 86_400_000;
const morningMs = 9.5 * 3_600_000;

const olderOrders = [
  { daysAgo: 34, price: '25.60', quantity: '500', note: '月度备货' },
  { daysAgo: 20, price: '127.001', quantity: '500', note: '产线检修备件' },
  { daysAgo: 5, price: '0.98', quantity: '1000', note: '紧固件补货' },
];

/** A few audited orders of the past weeks, so that the ERP is no empty room. */
export function seedBills(book: BillBook, clock: SimulatorClock): void {
  const form = book.form('PO');
  const user = book.base.get('User')?.[0]?.number ?? '';
  if (form === undefined) return;
  for (const { daysAgo, price, quantity, note } of olderOrders) {
    const aheadMs = localMidnight(clock.now()) - daysAgo * dayMs + morningMs - clock.now();
    clock.shift(aheadMs);
    const draft = {
      head: { FSupplyID: 'VEN001', FDeptID: 'BM01', FExplanation: note },
      entries: {
        Page2: [{ FItemID: '01.01.0001', FUnitID: 'PCS', FAuxQty: quantity, FAuxTaxPrice: price }],
      },
    };
    const bill = book.create(form, draft, { user, via: 'seed' });
    book.operate(form, bill, 'audit', { user, via: 'seed' });
    clock.shift(-aheadMs);
  }
}
