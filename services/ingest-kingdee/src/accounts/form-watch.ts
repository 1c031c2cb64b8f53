import type { Tenant } from '@hub/service';
import { formFaults } from '../domain/form-faults.js';
import type { Log, TenantScope } from '../ports.js';
import type { AccountPlan } from './account-plan.js';

/** Warns of what tenant files say wrongly of forms, once all accounts of a tenant were opened in this process. */
export class FormWatch {
  readonly #log: Pick<Log, 'warn'>;
  readonly #plans: () => readonly AccountPlan[];
  readonly #forms = new Map<string, Map<string, readonly string[]>>();

  constructor(log: Pick<Log, 'warn'>, plans: () => readonly AccountPlan[]) {
    this.#log = log;
    this.#plans = plans;
  }

  opened(plan: AccountPlan, scopes: readonly TenantScope[]): void {
    for (const tenant of plan.tenants) {
      const read = this.#forms.get(tenant.id) ?? new Map<string, readonly string[]>();
      this.#forms.set(tenant.id, read);
      read.set(plan.source, scopes.find((one) => one.tenant === tenant.id)?.forms ?? []);
      this.#check(tenant, read);
    }
  }

  #check(tenant: Tenant, read: ReadonlyMap<string, readonly string[]>): void {
    const wanted = this.#plans().filter((plan) => plan.tenants.some(({ id }) => id === tenant.id));
    const names = wanted.map(({ source }) => source);
    if (names.some((name) => !read.has(name))) return;
    const sources = new Map([...read].filter(([name]) => names.includes(name)));
    for (const { code, reason } of formFaults({
      tenant: tenant.id,
      sources,
      facts: tenant.facts,
    })) {
      this.#log.warn({ tenant: tenant.id, code }, reason);
    }
  }
}
