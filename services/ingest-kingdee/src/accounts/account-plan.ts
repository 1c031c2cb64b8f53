import { hashId } from '@hub/core';
import type { Tenant } from '@hub/service';
import type { Source, SourceKind } from '@hub/source';
import type { TenantScope } from '../ports.js';

/** One login to one system: which tenants share it, and how it is opened. */
export interface AccountPlan {
  /** The same for the same login, in every process. */
  readonly key: string;
  /** For people: the source, and the tenants it is read for. */
  readonly name: string;
  /** What documents name as their source. */
  readonly source: string;
  readonly kind: string;
  readonly tenants: readonly Tenant[];
  /** What the mean interval of busy forms should be about, milliseconds. */
  readonly meanMs: number;
  open(): Source;
  /** What of it each tenant reads. */
  scopes(source: Source): readonly TenantScope[];
}

/** Opens the account book that these tenants share. */
export type OpenKingdee = (tenants: readonly Tenant[]) => Source;
/** Opens a source of a tenant. @throws HubError when its configuration does not do */
export type OpenSource = (tenant: Tenant, name: string) => Source;

const kingdeeName = 'kingdee';

/**
 * All accounts of all tenants. Tenants with the same address, account book, user and application share one: it is logged
 * in once and asked once, and the rows are told apart by organisation.
 */
export function accountPlans(
  tenants: Iterable<Tenant>,
  kinds: readonly SourceKind[],
  open: { readonly kingdee: OpenKingdee; readonly source: OpenSource },
): AccountPlan[] {
  const books = new Map<string, Tenant[]>();
  const others: AccountPlan[] = [];
  for (const tenant of tenants) {
    const { kingdee } = tenant;
    if (kingdee !== undefined) {
      const { url, acctId, userName, appId } = kingdee;
      const key = hashId('account', url, acctId, userName, appId);
      books.set(key, [...(books.get(key) ?? []), tenant]);
    }
    for (const { kind, name, pollIntervalMs } of tenant.sources) {
      // What is told instead of asked has no account to be read.
      if (kinds.find((one) => one.kind === kind)?.open === undefined) continue;
      others.push({
        key: hashId('account', tenant.id, name),
        name: `${name} of ${tenant.id}`,
        source: name,
        kind,
        tenants: [tenant],
        meanMs: pollIntervalMs,
        open: () => open.source(tenant, name),
        scopes: ({ forms }) => [{ tenant: tenant.id, forms, organisations: [] }],
      });
    }
  }
  return [...[...books].map(([key, shared]) => bookPlan(key, shared, open.kingdee)), ...others];
}

function bookPlan(key: string, tenants: readonly Tenant[], open: OpenKingdee): AccountPlan {
  return {
    key,
    name: `${kingdeeName} of ${tenants.map(({ id }) => id).join(', ')}`,
    source: kingdeeName,
    kind: 'k3cloud',
    tenants,
    meanMs: Math.min(...tenants.map(({ kingdee }) => kingdee?.pollIntervalMs ?? Infinity)),
    open: () => open(tenants),
    scopes: () =>
      tenants.map(({ id, kingdee }) => ({
        tenant: id,
        forms: kingdee?.forms ?? [],
        organisations: kingdee?.organisations ?? [],
      })),
  };
}

/** The account over which the people of a tenant are read: its account book, else its first source. */
export function homeOf(plans: readonly AccountPlan[], tenant: string): AccountPlan | null {
  return plans.find((plan) => plan.tenants.some(({ id }) => id === tenant)) ?? null;
}
