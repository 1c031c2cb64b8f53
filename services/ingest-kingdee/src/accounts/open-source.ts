import { join } from 'node:path';
import { HubError, systemClock } from '@hub/core';
import { builtinForms, K3CloudClient, K3CloudSource, readForms } from '@hub/kingdee';
import type { Tenant } from '@hub/service';
import type { Source, SourceKind } from '@hub/source';

/** Opens the account book that these tenants share, with the login of the first and the forms of all. */
export function openKingdee(tenants: readonly Tenant[]): Source {
  const settings = tenants.flatMap(({ kingdee }) => (kingdee === undefined ? [] : [kingdee]));
  const [first] = settings;
  if (first === undefined) throw new Error('an account book without a tenant');
  return new K3CloudSource({
    client: new K3CloudClient({ ...first, clock: systemClock }),
    forms: [...new Set(settings.flatMap(({ forms }) => forms))],
    // One reading serves all: rows are read when one of the tenants wants them.
    withLines: settings.some(({ withLines }) => withLines),
    pageRows: first.pageRows,
    definitions: [
      ...builtinForms,
      ...tenants.flatMap(({ folder }) => readForms(join(folder, 'forms'))),
    ],
  });
}

/** Opens a source of a tenant by its kind. @throws HubError when its configuration does not do */
export function openSource(tenant: Tenant, name: string, kinds: readonly SourceKind[]): Source {
  const setting = tenant.sources.find((one) => one.name === name);
  const open = kinds.find(({ kind }) => kind === setting?.kind)?.open;
  if (setting === undefined || open === undefined) {
    throw new HubError('INGEST_SOURCE_MODULE', `${tenant.id}: nothing can open the source ${name}`);
  }
  const { id, language, timeZone, folder } = tenant;
  const context = { tenant: id, name, language, timeZone, folder, clock: systemClock };
  return open(setting.config, context);
}
