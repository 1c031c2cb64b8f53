import type { Clock } from '@hub/core';
import type { Tenant } from '@hub/service';
import type { Finding, SourceKind } from '@hub/source';
import { check, good } from './fault-words.js';
import type { Section } from './report.js';

/** Systems that tell by themselves: whether what they send could be taken in. There is nobody to ask. */
export function toldSections(
  tenant: Tenant,
  kinds: readonly SourceKind[],
  clock: Clock,
): readonly Section[] {
  const { id, sources } = tenant;
  return sources.flatMap(({ kind, name, config }) => {
    const receive = kinds.find((one) => one.kind === kind)?.receive;
    if (receive === undefined) return [];
    const asks = { zh: '配置', en: 'configuration' };
    const ready = async (): Promise<Finding> => {
      const { language, timeZone, folder } = tenant;
      const context = { tenant: id, name, language, timeZone, folder, clock };
      await receive(config, context).close();
      const path = `/sources/${id}/${name}`;
      return good({ zh: `ingest 在 ${path} 接收`, en: `ingest takes what is sent to ${path}` });
    };
    const title = { zh: `数据源 ${name} (${kind}) ${id}`, en: `source ${name} of ${id}` };
    return [{ title, checks: [check(`${name}.open`, asks, ready)] }];
  });
}
