import type { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { decimalOf, type Written } from './office.js';

/** Instalments that add up to the total, to the cent. */
export function planOf(total: Big, count: number): readonly Big[] {
  if (count === 1) return [total];
  const first = total.times('0.7').round(2);
  return [first, total.minus(first)];
}

/** Marks what is settled of a payable or receivable: A nothing, B a part, C all. */
export function writeOff(of: Written, plan: Values, amount: Big): void {
  const settled = decimalOf(plan, 'FWRITTENOFFAMOUNTFOR').plus(amount);
  plan['FWRITTENOFFAMOUNTFOR'] = settled;
  plan['FNOTWRITTENOFFAMOUNTFOR'] = decimalOf(plan, 'FPAYAMOUNTFOR').minus(settled);
  const plans = of.row.entries['FEntityPlan'] ?? [];
  const open = plans.some(({ values }) => decimalOf(values, 'FNOTWRITTENOFFAMOUNTFOR').gt(0));
  of.row.values['FWRITTENOFFSTATUS'] = open ? 'B' : 'C';
}
