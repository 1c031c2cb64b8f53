import { fill, formatAmount, plainText } from '@hub/core';
import type { Figure, Money } from '@hub/schemas';
import { countOf } from './phrase.js';
import type { Words } from './words.js';

const unitBytesMax = 60;

/** An exact amount, never rounded: `86,000.00 CNY`, and without decimals where the currency has none: `86,000 JPY`. */
export function moneyText({ amount, currency }: Money, words: Words): string {
  return fill(words.money, {
    amount: formatAmount(amount, decimalsOf(currency)),
    currency: plainText(currency, unitBytesMax),
  });
}

/** A figure with its unit: `7 天`, `1,200.5 kg`, `3,000.00 CNY`. */
export function figureText({ value, unit }: Figure, words: Words): string {
  const number = formatAmount(value, 0);
  switch (unit) {
    case null:
      return number;
    case 'days':
      return countOf(number, words.units.days);
    case 'hours':
      return countOf(number, words.units.hours);
    default:
      return currencies.has(unit)
        ? moneyText({ amount: value, currency: unit }, words)
        : `${number} ${plainText(unit, unitBytesMax)}`;
  }
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const decimals = new Map<string, number>();

/** Decimals of a currency by ISO 4217 as the runtime knows it; two for a code it does not know. */
function decimalsOf(currency: string): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  if (!currencies.has(currency)) return 2;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().minimumFractionDigits ?? 2;
  decimals.set(currency, digits);
  return digits;
}
