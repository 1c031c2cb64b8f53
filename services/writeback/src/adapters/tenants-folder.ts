import type { PerTenant, Tenant } from '@hub/service';
import type { Tenants, WritebackTenant } from '../ports.js';
import { answersOf } from './answers-files.js';

/** Tenants as their files say. */
export class TenantsFolder implements Tenants {
  constructor(private readonly tenants: Pick<PerTenant<WritebackTenant>, 'get'>) {}

  get(tenant: string): WritebackTenant {
    return this.tenants.get(tenant);
  }
}

export function writebackTenant({
  id,
  language,
  dingtalk,
  capabilityKeys,
  kingdee,
}: Tenant): WritebackTenant {
  const answers = answersOf(language);
  return { id, answers, corpId: dingtalk.corpId, capabilityKeys, forms: kingdee?.forms ?? [] };
}
