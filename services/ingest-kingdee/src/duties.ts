import type { Tenant } from '@hub/service';
import type { DutiesOf, Duty } from './duty.js';
import { factDuties } from './facts/fact-duties.js';
import type { Watches } from './facts/watches.js';
import { levelDuties } from './levels/level-duties.js';
import type { AccountScope } from './ports.js';
import { reconcileDuty } from './reconcile/reconcile-duty.js';

/** All that is done over an account beside reading what changed. */
export function dutiesOf(
  tenants: readonly Tenant[],
  watches: Watches,
  isHome: (tenant: string) => boolean,
): DutiesOf {
  return (scope) => [
    ...factDuties(scope, {
      tenants: tenants.map(({ id, language, timeZone, facts }) => ({
        tenant: id,
        language,
        timeZone,
        facts,
      })),
      watches,
      // What asks no system is told over one account of a tenant.
      first: isHome,
    }),
    ...levelDuties(
      scope,
      tenants.map(({ id, levels }) => ({ tenant: id, levels })),
    ),
    ...reconciling(scope, tenants, watches),
  ];
}

function reconciling(
  scope: AccountScope,
  tenants: readonly Tenant[],
  watches: Watches,
): readonly Duty[] {
  const settings = tenants.map(({ id, language, reconcile }) => ({
    tenant: id,
    language,
    ...reconcile,
  }));
  const duty = reconcileDuty(scope, settings, watches);
  return duty === null ? [] : [duty];
}
