import type { Clock } from '@hub/core';
import { openSource } from '@hub/ingest-kingdee/parts';
import { openK3Cloud } from '@hub/kingdee';
import type { Tenant } from '@hub/service';
import type { SourceKind } from '@hub/source';
import type { TenantSource } from './source-checks.js';

/** The systems that the documents of a tenant come from and that are asked; `toldSections` has the others. */
export function sourcesOf(
  tenant: Tenant,
  kinds: readonly SourceKind[],
  clock: Clock,
): readonly TenantSource[] {
  const { id, folder, kingdee, sources } = tenant;
  const asked = sources.filter(({ kind }) =>
    kinds.some((one) => one.kind === kind && one.open !== undefined),
  );
  const books: readonly TenantSource[] =
    kingdee === undefined
      ? []
      : [
          {
            name: 'kingdee',
            title: { zh: `金蝶云星空 ${id}`, en: `Kingdee of ${id}` },
            organisations: kingdee.organisations,
            open: () => openK3Cloud(kingdee, { folder, clock }),
          },
        ];
  return [
    ...books,
    ...asked.map(({ kind, name }): TenantSource => {
      const title = { zh: `数据源 ${name} (${kind}) ${id}`, en: `source ${name} of ${id}` };
      return { name, title, organisations: [], open: () => openSource(tenant, name, kinds) };
    }),
  ];
}
