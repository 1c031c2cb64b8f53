import type { Clock } from '@hub/core';
import { openK3Cloud } from '@hub/kingdee';
import type { Tenant } from '@hub/service';
import type { TenantSource } from './source-checks.js';

/** The systems that the documents of a tenant come from. */
export function sourcesOf({ id, folder, kingdee }: Tenant, clock: Clock): readonly TenantSource[] {
  if (kingdee === undefined) return [];
  return [
    {
      name: 'kingdee',
      title: { zh: `金蝶云星空 ${id}`, en: `Kingdee of ${id}` },
      organisations: kingdee.organisations,
      open: () => openK3Cloud(kingdee, { folder, clock }),
    },
  ];
}
