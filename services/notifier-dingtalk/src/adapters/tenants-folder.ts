import { HubError } from '@hub/core';
import type { PerTenant } from '@hub/service';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Tenants } from '../ports.js';

/** What `PerTenant` needs to make of a tenant's files. */
export interface TenantFile {
  readonly id: string;
  readonly language: string;
  readonly timeZone: string;
  readonly dingtalk: { readonly callsPerSecond: number };
  readonly capabilityKeys: readonly Buffer[];
}

/** Tenants as their files say. */
export class TenantsFolder implements Tenants {
  constructor(private readonly tenants: Pick<PerTenant<NotifierTenant>, 'get'>) {}

  get(tenant: string): NotifierTenant {
    return this.tenants.get(tenant);
  }
}

/** The first key signs; the others only verify, so that a key can be rotated. */
export function notifierTenant({
  id,
  language,
  timeZone,
  dingtalk,
  capabilityKeys,
}: TenantFile): NotifierTenant {
  const [capabilityKey] = capabilityKeys;
  if (capabilityKey === undefined)
    throw new HubError(
      'TENANT_INVALID',
      `tenant ${id} has no capability key; add one to its tenant.yaml`,
    );
  return { id, language, timeZone, callsPerSecond: dingtalk.callsPerSecond, capabilityKey };
}
