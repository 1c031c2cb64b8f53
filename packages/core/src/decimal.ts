import { Big, type BigConstructor } from 'big.js';

/** Exact decimal numbers (big.js). Strict: it refuses binary floats, which would already have lost the cent. */
export const Decimal: BigConstructor = Big();
Decimal.strict = true;
export type Decimal = Big;

/**
 * Prints an amount with thousands separators and at least two decimals, or as many as asked for: `86,000.00`.
 *
 * Nothing is rounded: further decimals that are not zero stay visible.
 */
export function formatAmount(amount: Decimal, decimalsMin = 2): string {
  const [whole = '0', fraction = ''] = amount.abs().toFixed().split('.');
  const sign = amount.lt('0') ? '-' : '';
  const decimals = fraction.padEnd(decimalsMin, '0');
  const point = decimals === '' ? '' : '.';
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${point}${decimals}`;
}
