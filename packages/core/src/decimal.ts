import { Big, type BigConstructor } from 'big.js';

/** Exact decimal numbers (big.js). Strict: it refuses binary floats, which would already have lost the cent. */
export const Decimal: BigConstructor = Big();
Decimal.strict = true;
export type Decimal = Big;

/**
 * Prints an amount with thousands separators and at least two decimals: `86,000.00`.
 *
 * Nothing is rounded: further decimals that are not zero stay visible.
 */
export function formatAmount(amount: Decimal): string {
  const [whole = '0', fraction = ''] = amount.abs().toFixed().split('.');
  const sign = amount.lt('0') ? '-' : '';
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
}
