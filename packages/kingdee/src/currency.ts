import type { Cell } from './exact-json.js';

/** Numbers of the currencies that K3Cloud brings along, for sites where the code was left empty or local. */
const byNumber: Readonly<Record<string, string>> = {
  PRE001: 'CNY',
  PRE002: 'HKD',
  PRE003: 'EUR',
  PRE004: 'JPY',
  PRE005: 'TWD',
  PRE006: 'GBP',
  PRE007: 'USD',
};

const byCode: Readonly<Record<string, string>> = { RMB: 'CNY', NTD: 'TWD' };

/**
 * The ISO 4217 code of a currency of the ERP, by its code or else its number.
 *
 * @returns what the ERP calls it when that is no ISO code either; null when it names none
 */
export function currencyOf(code: Cell, number: Cell): string | null {
  const named = textIn(code).toUpperCase();
  const iso = byCode[named] ?? named;
  if (/^[A-Z]{3}$/.test(iso)) return iso;
  const numbered = textIn(number);
  const known = byNumber[numbered] ?? (named === '' ? numbered : named);
  return known === '' ? null : known;
}

function textIn(cell: Cell): string {
  return cell === null ? '' : String(cell).trim();
}
