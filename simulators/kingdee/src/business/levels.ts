import { Big } from 'big.js';
import { putBase } from '../database/seed-account.js';
import type { Material } from './master-data.js';
import type { Organisation } from './organisation.js';
import type { Random } from './random.js';

/** Goods that came and went. What was there at the beginning follows from it: never too little for what was sold. */
export class StockBook {
  readonly #net = new Map<Material, number>();
  readonly #lowest = new Map<Material, number>();

  move(material: Material, quantity: Big): void {
    const net = (this.#net.get(material) ?? 0) + Number(quantity);
    this.#net.set(material, net);
    this.#lowest.set(material, Math.min(this.#lowest.get(material) ?? 0, net));
  }

  /** Writes the stock of today: every material above its safety level. */
  settle(of: Organisation, materials: readonly Material[], random: Random): void {
    const unit = of.account.rowByNumber(of.account.erp.forms.get('BD_UNIT'), 'Pcs')?.id ?? null;
    const status = of.account.erp.forms.get('BD_STOCKSTATUS');
    const usable = of.account.rowByNumber(status, 'KCZT01_SYS')?.id ?? null;
    for (const material of materials) {
      const safety = Number(material.row.values['FSafeStock']);
      const opening = Math.ceil(
        safety * (1.5 + random.next() * 2) - (this.#lowest.get(material) ?? 0),
      );
      const quantity = new Big(opening + (this.#net.get(material) ?? 0));
      material.row.values['FBaseUnitId'] = unit;
      putBase(
        of.account,
        'STK_Inventory',
        {
          FStockOrgId: of.orgId,
          FStockId: material.bought ? of.stocks.parts : of.stocks.goods,
          FMaterialId: material.id,
          FBaseUnitId: unit,
          FStockUnitId: unit,
          FBaseQty: quantity,
          FQty: quantity,
          FBaseAVBQty: quantity,
          FAVBQty: quantity,
          FStockStatusId: usable,
          FOwnerTypeId: 'BD_OwnerOrg',
          FOwnerId: of.orgId,
          FKeeperTypeId: 'BD_KeeperOrg',
          FKeeperId: of.orgId,
        },
        of.orgId,
      );
    }
  }
}

interface Spent {
  readonly department: number;
  readonly expense: number;
  /** `2026-03`. */
  readonly period: string;
}

/** What the departments spent, and in the end the budgets that it was spent from. */
export class BudgetBook {
  readonly #used = new Map<string, { readonly spent: Spent; used: Big }>();

  spend(spent: Spent, amount: Big): void {
    const key = `${String(spent.department)} ${String(spent.expense)} ${spent.period}`;
    const known = this.#used.get(key) ?? { spent, used: new Big(0) };
    known.used = known.used.plus(amount);
    this.#used.set(key, known);
  }

  /** Writes the budgets: every one large enough for what was spent so far. What was ever spent on has one for `today`. */
  settle(of: Organisation, today: string): void {
    for (const { spent } of [...this.#used.values()]) {
      this.spend({ ...spent, period: today }, new Big(0));
    }
    for (const { spent, used } of this.#used.values()) {
      const budget = new Big(Math.ceil((Number(used) * 1.25) / 1000) * 1000 + 2000);
      const [year, month] = spent.period.split('-');
      putBase(
        of.account,
        'BM_BudgetBalance',
        {
          FOrgId: of.orgId,
          FDeptId: spent.department,
          FExpenseId: spent.expense,
          FYear: Number(year),
          FPeriod: Number(month),
          FBudgetAmount: budget,
          FUsedAmount: used,
          FBalance: budget.minus(used),
        },
        of.orgId,
      );
    }
  }
}
