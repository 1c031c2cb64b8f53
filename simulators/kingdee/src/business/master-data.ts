import { Big } from 'big.js';
import type { AccountSet } from '../database/account-set.js';
import type { Row, Values } from '../database/row.js';
import { putBase } from '../database/seed-account.js';
import type { Organisation } from './organisation.js';
import type { Random } from './random.js';

/** A supplier or customer, with the terms that it trades on. */
export interface Party {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  readonly currencyId: number;
  /** Days until payment is due. */
  readonly days: number;
  readonly conditionId: number;
  readonly bankAccount: string;
}

export interface Material {
  readonly id: number;
  readonly row: Row;
  /** Price of one, with tax, in the company's currency. */
  readonly price: number;
  readonly bought: boolean;
}

const supplierNames = ['华阳轴承', '鼎盛钢材', '宏达电子', '正泰五金', '新元包装', '联创模具'];
const customerNames = ['格力电器', '三一装备', '海信商用', '东方重工', '远景能源', '立讯精密'];
const foreignNames = ['Müller Technik GmbH', 'Pacific Tools Inc.'];

const materialNames: readonly (readonly [name: string, specification: string])[] = [
  ['圆柱滚子轴承', 'NU208'],
  ['铝型材', '6063-T5'],
  ['不锈钢螺母', 'M10'],
  ['电源模块', '24V 10A'],
  ['伺服电机', '400W'],
  ['铜导线', 'BVR 2.5'],
  ['密封圈', 'O型 20×2'],
  ['包装纸箱', '400×300×250'],
  ['减速机总成', 'JS-50'],
  ['传动轴', 'CD-120'],
  ['控制柜', 'KZ-3'],
  ['输送线单元', 'SS-2000'],
  ['夹具组件', 'JJ-08'],
  ['检测工装', 'GZ-15'],
];
/** From here on the list names what the company makes itself. */
const firstMade = 8;

export function addSuppliers(of: Organisation, random: Random): readonly Party[] {
  const names = [...of.company.suppliers.map(({ name }) => name)];
  for (const name of supplierNames) names.push(`${cityOf(of)}${name}有限公司`);
  names.push(...foreignNames.slice(0, 1));
  return names.map((name, index) => {
    const known = of.company.suppliers[index];
    const terms = termsOf(of.account, random, name, 'BD_PaymentCondition');
    const number = known?.number ?? `VEN${String(index + 1).padStart(3, '0')}`;
    const row =
      of.rowByNumber('BD_Supplier', number) ??
      putBase(of.account, 'BD_Supplier', { FNumber: number, FName: name }, of.orgId);
    row.values['FTradingCurrId'] = terms.currencyId;
    row.values['FPayConditionId'] = terms.conditionId;
    return { id: Number(row.id), name, ...terms };
  });
}

export function addCustomers(of: Organisation, random: Random): readonly Party[] {
  const names = [...customerNames.map((name) => `${name}股份有限公司`), ...foreignNames.slice(1)];
  return names.map((name, index) => {
    const terms = termsOf(of.account, random, name, 'BD_RecCondition');
    const values: Values = {
      FNumber: `CUST${String(index + 1).padStart(4, '0')}`,
      FName: name,
      FTradingCurrId: terms.currencyId,
      FRecConditionId: terms.conditionId,
    };
    const row = putBase(of.account, 'BD_Customer', values, of.orgId);
    return { id: Number(row.id), name, ...terms };
  });
}

/** The seeded materials and those of the list, with prices and safety levels. */
export function addMaterials(of: Organisation, random: Random): readonly Material[] {
  const seeds = of.account.erp.forms.get('BD_MATERIAL').file.seed ?? [];
  const all = [
    ...seeds.map((seed) => [String(seed['FName']), String(seed['FSpecification'])] as const),
    ...materialNames,
  ];
  return all.map(([FName, FSpecification], index) => {
    const FNumber = `MAT${String(index + 1).padStart(3, '0')}`;
    const bought = index < seeds.length + firstMade;
    const row =
      of.rowByNumber('BD_MATERIAL', FNumber) ??
      putBase(of.account, 'BD_MATERIAL', { FNumber, FName, FSpecification }, of.orgId);
    const price = round(random.skewed(bought ? 40 : 900, 1));
    const safety = random.int(2, 20) * 10;
    const warehouse = bought ? of.stocks.parts : of.stocks.goods;
    Object.assign(row.values, {
      FErpClsID: bought ? '1' : '2',
      FRefCost: new Big(price.toFixed(2)),
      FStockId: warehouse,
      FIsEnableSafeStock: true,
      FSafeStock: new Big(safety),
      FIsEnableMinStock: true,
      FMinStock: new Big(safety / 2),
      FIsEnableMaxStock: true,
      FMaxStock: new Big(safety * 50),
      FReOrderGood: new Big(safety * 2),
      FEconReOrderQty: new Big(safety * 5),
    } satisfies Values);
    return { id: Number(row.id), row, price, bought };
  });
}

function termsOf(
  account: AccountSet,
  random: Random,
  name: string,
  conditions: 'BD_PaymentCondition' | 'BD_RecCondition',
): Omit<Party, 'id' | 'name'> {
  const { forms } = account.erp;
  const condition = random.pick([...account.rows(forms.get(conditions))]);
  const local = account.company.currency;
  const currency = name.includes('GmbH') ? 'EUR' : name.includes('Inc.') ? 'USD' : local;
  const currencies = [...account.rows(forms.get('BD_Currency'))];
  const row = currencies.find(({ values }) => values['FCODE'] === currency);
  return {
    currency,
    currencyId: Number(row?.id),
    days: Number(condition.values['FDays']),
    conditionId: Number(condition.id),
    bankAccount: `6222${String(random.int(10_000_000, 99_999_999))}`,
  };
}

function cityOf({ company }: Organisation): string {
  return company.name.slice(0, 2);
}

function round(price: number): number {
  return Math.max(Math.round(price * 100) / 100, 0.5);
}
