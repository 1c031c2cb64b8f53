import type { FactSetting } from '@hub/service';
import type { Duty } from '../duty.js';
import type { AccountScope, TenantScope } from '../ports.js';
import { dueDuty } from './due-duty.js';
import { stuckDuty } from './stuck-duty.js';
import { taxDuty } from './tax-duty.js';
import type { DueSetting, Member, StuckSetting, TaxSetting, TenantFacts } from './tenant-facts.js';
import type { Watches } from './watches.js';

export interface FactDutiesOptions {
  /** Of tenants that share the account; others are passed over. */
  readonly tenants: readonly TenantFacts[];
  readonly watches: Watches;
  /** Whether facts that ask no system are told over this account: true for one account of each tenant. */
  readonly first: (tenant: string) => boolean;
}

/**
 * What time makes of the documents of one account.
 *
 * Rules of the same kind, form and pace share their question, however many tenants there are. A form that this source
 * does not have is another source's business.
 */
export function factDuties(account: AccountScope, options: FactDutiesOptions): readonly Duty[] {
  const { tenants, watches, first } = options;
  const due = new Map<string, Member<DueSetting>[]>();
  const stuck = new Map<string, Member<StuckSetting>[]>();
  const duties: (Duty | null)[] = [];

  for (const tenant of tenants) {
    const scope = account.tenants.find((one) => one.tenant === tenant.tenant);
    if (scope === undefined) continue;
    for (const rule of tenant.facts) sort(rule, { scope, tenant, account, due, stuck });
    const taxes = tenant.facts.filter((rule): rule is TaxSetting => rule.kind === 'tax-filing');
    if (first(tenant.tenant)) duties.push(taxDuty(account, tenant, taxes, watches));
  }
  for (const members of due.values()) duties.push(dueDuty(account, members, watches));
  for (const members of stuck.values()) duties.push(stuckDuty(account, members, watches));
  return duties.filter((duty) => duty !== null);
}

interface Sorting {
  readonly scope: TenantScope;
  readonly tenant: TenantFacts;
  readonly account: AccountScope;
  readonly due: Map<string, Member<DueSetting>[]>;
  readonly stuck: Map<string, Member<StuckSetting>[]>;
}

function sort(rule: FactSetting, { scope, tenant, account, due, stuck }: Sorting): void {
  const { forms } = account.source;
  switch (rule.kind) {
    case 'receivable-overdue':
    case 'payment-due':
      if (forms.includes(rule.form)) {
        add(due, `${rule.kind}/${rule.form}/${String(rule.everyMs)}`, { scope, tenant, rule });
      }
      return;
    case 'approval-stuck': {
      const here = rule.forms.filter((form) => forms.includes(form));
      if (here.length > 0) {
        add(stuck, String(rule.everyMs), { scope, tenant, rule: { ...rule, forms: here } });
      }
      return;
    }
    case 'tax-filing':
      return;
  }
}

function add<S extends FactSetting>(
  groups: Map<string, Member<S>[]>,
  name: string,
  member: Member<S>,
): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [member]);
  else group.push(member);
}
