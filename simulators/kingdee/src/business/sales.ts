import { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { dayMs } from '../server-time.js';
import type { Party } from './master-data.js';
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
import { billCustomer } from './receivables.js';

/** A sale from the order on. */
export function startSale(office: Office, day: number): void {
  const { random, diary } = office;
  const customer = random.pick(office.customers);
  const goods = someGoods(office, customer, random.chance(0.3));
  diary.plan(day, (on, at) => {
    const outcome = usualOutcome(random);
    const leadDays = random.int(3, 30);
    const order = write(office, {
      form: 'SAL_SaleOrder',
      department: '销售部',
      at,
      outcome,
      head: orderHead(office, customer),
      entry: 'FSaleOrderEntry',
      lines: goods.map((each): Values => ({
        ...goodsValues(each, { quantity: 'FQty', material: 'FMaterialId' }),
        FRemainOutQty: each.quantity,
        FCanOutQty: each.quantity,
        FDeliveryDate: diary.calendar.midnight(on + leadDays),
      })),
    });
    planInstalment(office, order, customer);
    if (outcome !== 'audited' || random.chance(0.05)) return;
    const late = random.chance(0.12) ? random.int(2, 20) : random.int(-2, 0);
    diary.plan(Math.max(on + leadDays + late, on + 1), (later, ms) => {
      deliver(office, { customer, goods, day: later, at: ms, order });
    });
  });
}

function orderHead(office: Office, customer: Party): Values {
  const { organisation, random } = office;
  return {
    FCustId: customer.id,
    FReceiveId: customer.id,
    FSettleId: customer.id,
    FChargeId: customer.id,
    FSaleDeptId: organisation.department('销售部'),
    FSalerId: organisation.clerkOf('销售部').employeeId,
    FLinkMan: random.pick(['郭经理', '沈工', '唐主任']),
    FLinkPhone: `0${String(random.int(20, 29))}-8${String(random.int(1_000_000, 9_999_999))}`,
    FReceiveAddress: `${customer.name}收货部`,
    FSettleCurrId: customer.currencyId,
    FExchangeRate: rateOf(office, customer),
    FRecConditionId: customer.conditionId,
  };
}

function planInstalment(office: Office, order: Written, customer: Party): void {
  office.writer.addLine(
    'SAL_SaleOrder',
    order.row,
    'FSaleOrderPlan',
    {
      FMustDate: Number(order.row.values['FDate']) + customer.days * dayMs,
      FRecAdvanceRate: new Big(100),
      FRecAdvanceAmount: decimalOf(order.row.values, 'FBillAllAmount'),
    },
    order.bill,
  );
}

interface Delivery {
  readonly customer: Party;
  readonly goods: readonly Goods[];
  readonly day: number;
  readonly at: number;
  readonly order: Written;
}

function deliver(office: Office, delivery: Delivery): void {
  const { random, diary, organisation } = office;
  const { customer, goods, order } = delivery;
  if (random.chance(0.4)) {
    stockOut(office, delivery);
    return;
  }
  const notice = write(office, {
    form: 'SAL_DELIVERYNOTICE',
    department: '销售部',
    at: delivery.at,
    head: {
      FCustomerID: customer.id,
      FReceiverID: customer.id,
      FSaleDeptID: organisation.department('销售部'),
      FSettleCurrID: customer.currencyId,
      FExchangeRate: rateOf(office, customer),
    },
    entry: 'FEntity',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FQty', material: 'FMaterialID' }),
      FStockID: stockOf(office, each),
      FOrderNo: order.number,
      FSrcBillNo: order.number,
      FSrcType: 'SAL_SaleOrder',
    })),
  });
  linkLines(office, order, notice, 'FQty');
  diary.plan(delivery.day + random.int(0, 2), (day, at) => {
    for (const { values } of notice.lines) values['FSumOutQty'] = decimalOf(values, 'FQty');
    notice.row.values['FCloseStatus'] = 'B';
    stockOut(office, { ...delivery, day, at });
  });
}

function stockOut(office: Office, delivery: Delivery): void {
  const { organisation, random, diary } = office;
  const { customer, goods, order } = delivery;
  const issue = write(office, {
    form: 'SAL_OUTSTOCK',
    department: '仓储部',
    at: delivery.at,
    head: {
      FCustomerID: customer.id,
      FReceiverID: customer.id,
      FSaleDeptID: organisation.department('销售部'),
      FDeliveryDeptID: organisation.department('仓储部'),
      FSettleCurrID: customer.currencyId,
      FExchangeRate: rateOf(office, customer),
      FCarriageNO: `SF${String(random.int(100_000_000, 999_999_999))}`,
    },
    entry: 'FEntity',
    lines: goods.map((each) => ({
      ...goodsValues(each, { quantity: 'FRealQty', material: 'FMaterialID' }),
      FStockID: stockOf(office, each),
      FSoorDerno: order.number,
      FSrcBillNo: order.number,
      FSrcType: 'SAL_SaleOrder',
    })),
  });
  linkLines(office, order, issue, 'FRealQty');
  for (const [at, each] of goods.entries()) {
    office.stock.move(each.material, each.quantity.times(-1));
    Object.assign(order.lines[at]?.values ?? {}, {
      FStockOutQty: each.quantity,
      FRemainOutQty: new Big(0),
      FCanOutQty: new Big(0),
      FDeliveryStatus: 'C',
    } satisfies Values);
  }
  order.row.values['FCloseStatus'] = 'B';
  diary.plan(delivery.day + random.int(0, 3), (day, at) => {
    billCustomer(office, { customer, goods, day, at, issue, orderNumber: order.number });
  });
}

function stockOf({ organisation: { stocks } }: Office, { material }: Goods): number {
  return material.bought ? stocks.parts : stocks.goods;
}
