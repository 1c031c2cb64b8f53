import { rememberFact } from '../domain/known-document.js';
import { organisationsOf, owns } from '../facts/tenant-facts.js';
import { anomalyEvent, anomalyName, totalDocument, type Anomaly } from './anomaly.js';
import { collect, type Collected } from './collect.js';
import { confirm, type Proved } from './confirm.js';
import { agreed, Sums, type TotalDifference } from './domain/control-totals.js';
import type { Finding, FormPass } from './form-pass.js';
import { openPages } from './open-pages.js';

/**
 * Compares everything that is open in one form with what was published: pages first, then a second look at every suspect,
 * then the control totals.
 *
 * What was missed, what changed silently and what is gone is read again and published like any other change; what no
 * reading mends is published as an anomaly, once.
 */
export async function reconcileForm(pass: FormPass): Promise<Finding[]> {
  const collected = await collect(pass);
  const proved = await confirm(pass, collected);
  const totals = await wrongTotals(pass, collected);
  if (pass.signal.aborted) return [];

  const { account, form } = pass;
  const mend = proved.filter(({ kind }) => kind !== 'double').map(({ documentId }) => documentId);
  if (mend.length > 0) account.lookAgain(form, [...new Set(mend)]);
  const anomalies = [...proved.flatMap((one) => anomalyOf(pass, one)), ...totals];
  const news = anomalies.filter(
    (one) => !toldOf(pass, one.tenant, one.document.documentId).includes(anomalyName(one)),
  );
  await account.publish(news.map(anomalyEvent), (event, before) =>
    rememberFact(event.version)(event, before),
  );
  return [
    ...proved
      .filter(({ kind }) => kind !== 'double')
      .map(({ kind, tenant, documentId }) => ({ kind, tenant, form, documentId })),
    ...news
      .filter(({ kind }) => kind === 'double' || kind === 'total')
      .map(({ kind, tenant, document }) => ({
        kind,
        tenant,
        form,
        documentId: document.documentId,
      })),
  ];
}

function toldOf({ account, form }: FormPass, tenant: string, id: string): readonly string[] {
  return account.known.get(tenant, form, id)?.facts ?? [];
}

function anomalyOf(pass: FormPass, { kind, tenant, document, cause, figures }: Proved): Anomaly[] {
  if (document === null) return [];
  switch (kind) {
    case 'organisation':
    case 'drifted':
    case 'double':
      return [{ ...base(pass, tenant), kind, cause, document, figures }];
    case 'missed':
    case 'silent':
    case 'ghost':
      return [];
  }
}

function base(
  { account, settings }: FormPass,
  tenant: string,
): Pick<Anomaly, 'tenant' | 'source' | 'language' | 'observedAt'> {
  return {
    tenant,
    source: account.name,
    language: settings.get(tenant)?.language ?? 'zh-CN',
    observedAt: account.clock.now(),
  };
}

/** Totals that two complete looks agree to be wrong. */
async function wrongTotals(
  pass: FormPass,
  { sums, summedAll }: Pick<Collected, 'sums' | 'summedAll'>,
): Promise<Anomaly[]> {
  const first = await differencesOf(pass, sums, summedAll);
  if (first.length === 0) return [];
  const { account, form, scopes, signal } = pass;
  const again = new Sums();
  let complete = true;
  for await (const page of openPages(account, form, organisationsOf(scopes), signal)) {
    complete &&= page.malformed.length === 0;
    for (const document of page.documents) again.add(document);
  }
  const second = await differencesOf(pass, again, complete);
  return agreed(first, second).flatMap((one) =>
    scopes
      .filter((scope) => owns(scope, one.organisation))
      .map(({ tenant }) => totalAnomaly(pass, tenant, one)),
  );
}

async function differencesOf(
  { account, form, scopes, signal }: FormPass,
  sums: Sums,
  complete: boolean,
): Promise<TotalDifference[]> {
  const { source } = account;
  if (source.totals === undefined || !complete || signal.aborted) return [];
  const totals = await source.totals([form], organisationsOf(scopes));
  return sums.differences(totals.filter((total) => total.form === form));
}

function totalAnomaly(pass: FormPass, tenant: string, difference: TotalDifference): Anomaly {
  const { expected, found, currency } = difference;
  const now = pass.account.clock.now();
  return {
    ...base(pass, tenant),
    kind: 'total',
    cause: `${expected.toFixed()}:${found.toFixed()}`,
    document: totalDocument(pass.form, difference, now),
    figures: {
      expected: { value: expected, unit: currency },
      found: { value: found, unit: currency },
    },
  };
}
