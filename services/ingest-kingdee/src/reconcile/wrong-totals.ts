import { Decimal } from '@hub/core';
import type { ControlTotal } from '@hub/source';
import { organisationsOf, owns } from '../facts/tenant-facts.js';
import { anomalyBase, totalDocument, type Anomaly } from './anomaly.js';
import { agreed, Sums, type TotalDifference } from './domain/control-totals.js';
import type { FormPass } from './form-pass.js';
import { allPages } from './pages.js';

/** Control totals of a form that two complete looks agree to be wrong. */
export async function wrongTotals(pass: FormPass): Promise<Anomaly[]> {
  const first = await look(pass);
  if (first.length === 0) return [];
  return agreed(first, await look(pass)).flatMap((one) =>
    pass.scopes
      .filter((scope) => owns(scope, one.organisation))
      .map(({ tenant }) => totalAnomaly(pass, tenant, one)),
  );
}

/** Reads everything and sums it up. A total that moved meanwhile proves nothing, nor does a sum without every document. */
async function look(pass: FormPass): Promise<TotalDifference[]> {
  const { account, form, scopes, signal } = pass;
  const before = await totalsNow(pass);
  if (before.length === 0) return [];
  const sums = new Sums();
  for await (const page of allPages(account, form, organisationsOf(scopes), signal)) {
    if (page.malformed.length > 0) return [];
    for (const document of page.documents) sums.add(document);
  }
  if (signal.aborted) return [];
  const after = await totalsNow(pass);
  const moved = (difference: TotalDifference): boolean =>
    !totalOf(before, difference).eq(totalOf(after, difference));
  return sums.differences(before).filter((one) => !moved(one));
}

async function totalsNow({ account, form, scopes }: FormPass): Promise<readonly ControlTotal[]> {
  const totals = (await account.source.totals?.([form], organisationsOf(scopes))) ?? [];
  return totals.filter((total) => total.form === form);
}

function totalOf(
  totals: readonly ControlTotal[],
  { organisation, currency }: TotalDifference,
): ControlTotal['total'] {
  const zero = new Decimal('0');
  return (
    totals.find((one) => one.organisation === organisation && one.currency === currency)?.total ??
    zero
  );
}

function totalAnomaly(pass: FormPass, tenant: string, difference: TotalDifference): Anomaly {
  const { expected, found, currency } = difference;
  const now = pass.account.clock.now();
  return {
    ...anomalyBase(pass, tenant),
    kind: 'total',
    cause: `${expected.toFixed()}:${found.toFixed()}`,
    document: totalDocument(pass.form, difference, now),
    figures: {
      expected: { value: expected, unit: currency },
      found: { value: found, unit: currency },
    },
  };
}
