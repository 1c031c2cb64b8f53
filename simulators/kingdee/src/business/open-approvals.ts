import { BillOperations } from '../bills/bill-operations.js';
import { goodsValues, rateOf, someGoods, write, type Office } from './office.js';

const hourMs = 3_600_000;

/** Orders of the last week that were submitted and that nobody has decided yet. */
export function leaveOpen(office: Office, count: number): void {
  const { organisation, random, diary } = office;
  const { account } = organisation;
  const midnight = diary.calendar.midnight(diary.end);
  for (let nth = 0; nth < count; nth += 1) {
    const supplier = random.pick(office.suppliers);
    const at = midnight - random.int(6, 24 * 7) * hourMs;
    const order = write(office, {
      form: 'PUR_PurchaseOrder',
      department: '采购部',
      at,
      outcome: 'saved',
      head: {
        FSupplierId: supplier.id,
        FPurchaseDeptId: organisation.department('采购部'),
        FSettleCurrId: supplier.currencyId,
        FExchangeRate: rateOf(office, supplier),
      },
      entry: 'FPOOrderEntry',
      lines: someGoods(office, supplier, true).map((goods) =>
        goodsValues(goods, { quantity: 'FQty', material: 'FMaterialId' }),
      ),
    });
    const actor = { userId: order.bill.by, via: 'seed' };
    const form = account.erp.forms.get('PUR_PurchaseOrder');
    account.stamped(at + hourMs / 4, () => {
      new BillOperations(account, form, actor).submit(order.row);
    });
  }
}
