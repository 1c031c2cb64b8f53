import { metrics } from '@opentelemetry/api';
import type { Duty } from '../duty.js';
import type { Watches } from '../facts/watches.js';
import type { AccountScope } from '../ports.js';
import { Settled, type Finding, type FormPass, type PassSetting } from './form-pass.js';
import { reconcileForm } from './reconcile-form.js';

/** How a tenant has its documents compared. */
export interface TenantReconcile {
  readonly tenant: string;
  /** BCP 47. */
  readonly language: string;
  readonly everyMs: number;
  readonly windowDays: number;
}

const dayMs = 86_400_000;
/** Whatever moves while it is compared is read in the ordinary way within this time. */
const settleMs = 60_000;
const shortestMs = 1_000;
/** Control totals need everything to be read, so only every so many passes compare them. */
const totalsEvery = 4;

/**
 * The full compare of one account, spread over its interval: each run takes the next form. Null when the system cannot
 * list what is open.
 */
export function reconcileDuty(
  account: AccountScope,
  tenants: readonly TenantReconcile[],
  watches: Watches,
): Duty | null {
  const here = tenants.filter(({ tenant }) =>
    account.tenants.some((scope) => scope.tenant === tenant),
  );
  const forms = [...new Set(account.tenants.flatMap((scope) => scope.forms))].filter((form) =>
    account.source.forms.includes(form),
  );
  if (account.source.open === undefined || here.length === 0 || forms.length === 0) return null;

  const everyMs = Math.min(...here.map((one) => one.everyMs));
  const settled = new Settled();
  const count = metrics
    .getMeter('@hub/ingest-kingdee')
    .createCounter('hub.ingest.reconcile.findings', {
      description: 'What the full compare found, by kind.',
    });
  let next = 0;
  return {
    name: 'reconcile',
    intervalMs: Math.max(shortestMs, Math.floor(everyMs / forms.length)),
    run: async (signal) => {
      const form = forms[next % forms.length] ?? '';
      const withTotals = Math.floor(next / forms.length) % totalsEvery === 0;
      // One form that cannot be read must not keep the others waiting.
      next += 1;
      const pass: FormPass = {
        account,
        form,
        scopes: account.tenants.filter((scope) => scope.forms.includes(form)),
        settings: await settingsOf(here, form, watches),
        settled,
        settleMs: Math.min(settleMs, everyMs),
        withTotals,
        signal,
      };
      for (const finding of await reconcileForm(pass)) {
        count.add(1, { kind: finding.kind, 'hub.tenant': finding.tenant });
        report(account, finding);
      }
    },
  };
}

async function settingsOf(
  tenants: readonly TenantReconcile[],
  form: string,
  watches: Watches,
): Promise<ReadonlyMap<string, PassSetting>> {
  const settings = new Map<string, PassSetting>();
  for (const { tenant, language, windowDays } of tenants) {
    const begunAt = await watches.since(tenant, `reconcile:${form}`);
    settings.set(tenant, { language, windowMs: windowDays * dayMs, begunAt });
  }
  return settings;
}

function report(account: AccountScope, { kind, tenant, form, documentId }: Finding): void {
  account.log.warn(
    { tenant, form, documentId, kind, code: 'INGEST_RECONCILE' },
    `reconcile found ${form} ${documentId}: ${words[kind]}`,
  );
}

const words: Readonly<Record<Finding['kind'], string>> = {
  missed: 'it was never published in this version; it is now',
  silent: 'its step changed without its time of change; it is published now',
  ghost: 'it was held for open and is not; that is published now',
  organisation: 'it belongs to another organisation than was published; look who moved it',
  drifted: 'its amount, counterparty or number changed without its time of change; look who did it',
  double: 'another document of its organisation has the same number; give one of them another',
  total: 'the total of the system is not what its documents sum up to; compare them in the ERP',
};
