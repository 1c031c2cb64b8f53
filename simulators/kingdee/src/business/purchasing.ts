import { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { dayMs } from '../server-time.js';
import {
  decimalOf,
  goodsValues,
  linkLines,
  rateOf,
  someGoods,
  usualOutcome,
  write,
  type Goods,
  type Office,
  type Written,
} from './office.js';
import type { Party } from './master-data.js';
import { oweSupplier } from './payables.js';

/** A purchase from its beginning: what is needed, mostly asked for in a requisition. */
export function startPurchase(office: Office, day: number): void {
  const { random, diary, organisation } = office;
  const supplier = random.pick(office.suppliers);
  const goods = someGoods(office, supplier, true);
  if (random.chance(0.2)) {
    diary.plan(day, (at, ms) => {
      order(office, { supplier, goods, day: at, at: ms });
    });
    return;
  }
  diary.plan(day, (on, at) => {
    const outcome = usualOutcome(random);
    const requisition = write(office, {
      form: 'PUR_Requisition',
      department: random.chance(0.5) ? '生产部' : '采购部',
      at,
      outcome,
      head: {
        FApplicationDeptId: organisation.department('生产部'),
        FApplicantId: organisation.clerkOf('生产部').employeeId,
        FNote: random.pick(['生产备料', '安全库存补货', '设备检修', '新项目试制']),
      },
      entry: 'FEntity',
      lines: goods.map((each): Values => ({
        FMaterialId: each.material.id,
        FReqQty: each.quantity,
        FSuggestSupplierId: supplier.id,
        FTAXPRICE: new Big(each.material.price.toFixed(2)),
        FTAXRATE: each.taxRate,
        FArrivalDate: diary.calendar.midnight(on + 14),
      })),
    });
    if (outcome !== 'audited') return;
    diary.plan(on + random.int(1, 3), (later, ms) => {
      order(office, { supplier, goods, day: later, at: ms, requisition });
    });
  });
}

interface Ordering {
  readonly supplier: Party;
  readonly goods: readonly Goods[];
  readonly day: number;
  readonly at: number;
  readonly requisition?: Written;
}

function order(office: Office, { supplier, goods, day, at, requisition }: Ordering): void {
  const { random, diary, organisation } = office;
  const outcome = usualOutcome(random);
  const leadDays = random.int(4, 25);
  const written = write(office, {
    form: 'PUR_PurchaseOrder',
    department: '采购部',
    at,
    outcome,
    head: {
      FSupplierId: supplier.id,
      FProviderId: supplier.id,
      FSettleId: supplier.id,
      FChargeId: supplier.id,
      FPurchaseDeptId: organisation.department('采购部'),
      FPurchaserId: organisation.clerkOf('采购部').employeeId,
      FSettleCurrId: supplier.currencyId,
      FExchangeRate: rateOf(office, supplier),
    },
    entry: 'FPOOrderEntry',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FQty', material: 'FMaterialId' }),
      FDeliveryDate: diary.calendar.midnight(day + leadDays),
      FRequireOrgId: organisation.orgId,
      FReceiveOrgId: organisation.orgId,
      FDEMANDBILLNO: requisition?.number ?? '',
      FSrcBillNo: requisition?.number ?? '',
    })),
  });
  planInstalment(office, written, supplier);
  if (requisition !== undefined) linkLines(office, requisition, written, 'FQty');
  if (outcome !== 'audited') return;
  // Most suppliers come in time, some days late, and a few not at all.
  if (random.chance(0.04)) return;
  const arrival = day + leadDays + (random.chance(0.15) ? random.int(3, 30) : random.int(-2, 1));
  const parts = random.chance(0.25) && goods.every(({ quantity }) => quantity.gte(2)) ? 2 : 1;
  for (let part = 0; part < parts; part += 1) {
    const share = goods.map((each) => ({ ...each, quantity: partOf(each.quantity, part, parts) }));
    diary.plan(arrival + part * random.int(3, 9), (on, ms) => {
      receive(office, { supplier, goods: share, day: on, at: ms, order: written });
    });
  }
}

function planInstalment(office: Office, order: Written, supplier: Party): void {
  office.writer.addLine(
    'PUR_PurchaseOrder',
    order.row,
    'FIinstallment',
    {
      FYFDATE: Number(order.row.values['FDate']) + supplier.days * dayMs,
      FYFRATIO: new Big(100),
      FYFAMOUNT: decimalOf(order.row.values, 'FBillAllAmount'),
    },
    order.bill,
  );
}

/** The first part is the larger half. */
function partOf(quantity: Big, part: number, parts: number): Big {
  if (parts === 1) return quantity;
  const first = quantity.times('0.6').round(0);
  return part === 0 ? first : quantity.minus(first);
}

interface Delivery extends Ordering {
  readonly order: Written;
}

function receive(office: Office, delivery: Delivery): void {
  const { random, diary, organisation } = office;
  const { supplier, goods, day, at, order: ordered } = delivery;
  if (random.chance(0.3)) {
    stockIn(office, delivery);
    return;
  }
  const notice = write(office, {
    form: 'PUR_ReceiveBill',
    department: '仓储部',
    at,
    head: {
      FSupplierId: supplier.id,
      FPurDeptId: organisation.department('采购部'),
      FSettleCurrId: supplier.currencyId,
      FExchangeRate: rateOf(office, supplier),
    },
    entry: 'FDetailEntity',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FActReceiveQty', material: 'FMaterialId' }),
      FStockId: organisation.stocks.parts,
      FOrderBillNo: ordered.number,
      FSrcBillNo: ordered.number,
      FSrcFormId: 'PUR_PurchaseOrder',
    })),
  });
  linkLines(office, ordered, notice, 'FActReceiveQty');
  addUp(ordered, goods, 'FReceiveQty');
  diary.plan(day + random.int(0, 1), (on, ms) => {
    stockIn(office, { ...delivery, day: on, at: ms });
  });
}

function stockIn(office: Office, { supplier, goods, day, at, order: ordered }: Delivery): void {
  const { organisation, random, diary } = office;
  const receipt = write(office, {
    form: 'STK_InStock',
    department: '仓储部',
    at,
    head: {
      FSupplierId: supplier.id,
      FPurchaseDeptId: organisation.department('采购部'),
      FStockDeptId: organisation.department('仓储部'),
      FSettleCurrId: supplier.currencyId,
      FExchangeRate: rateOf(office, supplier),
    },
    entry: 'FInStockEntry',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FRealQty', material: 'FMaterialId' }),
      FStockId: organisation.stocks.parts,
      FPOOrderNo: ordered.number,
      FSRCBillNo: ordered.number,
      FSRCFormId: 'PUR_PurchaseOrder',
    })),
  });
  linkLines(office, ordered, receipt, 'FRealQty');
  for (const each of goods) office.stock.move(each.material, each.quantity);
  addUp(ordered, goods, 'FStockInQty');
  closeWhenComplete(ordered);
  diary.plan(day + random.int(1, 4), (on, ms) => {
    oweSupplier(office, { supplier, goods, day: on, at: ms, receipt, orderNumber: ordered.number });
  });
}

/** Quantities written back to the order, as the ERP does without touching its time of change. */
function addUp(order: Written, goods: readonly Goods[], key: string): void {
  for (const [at, { quantity }] of goods.entries()) {
    const values = order.lines[at]?.values;
    if (values !== undefined) values[key] = decimalOf(values, key).plus(quantity);
  }
}

function closeWhenComplete({ row, lines }: Written): void {
  const complete = lines.every(({ values }) =>
    decimalOf(values, 'FStockInQty').gte(decimalOf(values, 'FQty')),
  );
  if (complete) row.values['FCloseStatus'] = 'B';
}
