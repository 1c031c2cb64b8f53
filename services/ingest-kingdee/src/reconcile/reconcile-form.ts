import { rememberFact } from '../domain/known-document.js';
import { anomalyBase, anomalyEvent, anomalyName, type Anomaly } from './anomaly.js';
import { collect } from './collect.js';
import { confirm, type Proved } from './confirm.js';
import type { Finding, FormPass } from './form-pass.js';
import { wrongTotals } from './wrong-totals.js';

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
  const totals = pass.withTotals ? await wrongTotals(pass) : [];
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
      return [{ ...anomalyBase(pass, tenant), kind, cause, document, figures }];
    case 'missed':
    case 'silent':
    case 'ghost':
      return [];
  }
}
