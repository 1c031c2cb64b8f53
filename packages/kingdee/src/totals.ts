import { Decimal, HubError } from '@hub/core';
import type { ControlTotal } from '@hub/source';
import { decimalOf, textOf } from './cells.js';
import { currencyOf } from './currency.js';
import type { K3CloudClient } from './k3cloud-client.js';

interface BalanceReport {
  readonly report: string;
  /** Form whose approved bills add to the balance. */
  readonly adds: string;
  /** Form whose approved bills take from it. */
  readonly takes: string;
}

/** Balances that the ERP sums up itself, over all time and by organisation, counterparty and currency. */
const reports: readonly BalanceReport[] = [
  { report: 'AP_SumReport', adds: 'AP_Payable', takes: 'AP_PAYBILL' },
  { report: 'AR_SumReport', adds: 'AR_receivable', takes: 'AR_RECEIVEBILL' },
];
const fields = ['FSETTLEORGNUMBER', 'FCURRENCYNUMBER', 'FADDAMOUNTFOR', 'FSUBAMOUNTFOR'];

/**
 * What all approved bills of a form sum up to by the ERP's own reports. A report that this ERP lacks, or whose columns are
 * called otherwise, tells nothing.
 */
export async function controlTotals(
  client: Pick<K3CloudClient, 'report'>,
  forms: readonly string[],
  organisations: readonly string[],
): Promise<readonly ControlTotal[]> {
  const wanted = new Set(organisations);
  const sums = new Map<string, ControlTotal>();
  for (const { report, adds, takes } of reports) {
    if (!forms.includes(adds) && !forms.includes(takes)) continue;
    for (const [owner = null, number = null, added = null, taken = null] of await rowsOf(
      client,
      report,
    )) {
      const organisation = textOf(owner) ?? '';
      const currency = currencyOf(null, number);
      // The line of totals at the end belongs to no organisation.
      if (!wanted.has(organisation) || currency === null) continue;
      const place = `${report} ${organisation}`;
      for (const [form, cell] of [[adds, added] as const, [takes, taken] as const]) {
        if (!forms.includes(form)) continue;
        const key = `${form}/${organisation}/${currency}`;
        const before = sums.get(key)?.total ?? new Decimal('0');
        const total = before.plus(decimalOf(cell, place) ?? '0');
        sums.set(key, { form, organisation, currency, total, documents: null });
      }
    }
  }
  return [...sums.values()];
}

async function rowsOf(
  client: Pick<K3CloudClient, 'report'>,
  report: string,
): ReturnType<K3CloudClient['report']> {
  try {
    return await client.report(report, fields);
  } catch (error) {
    const lacks = ['KINGDEE_FORM_UNKNOWN', 'KINGDEE_FIELD_UNKNOWN', 'KINGDEE_REFUSED'];
    if (error instanceof HubError && lacks.includes(error.code)) return [];
    throw error;
  }
}
