import type { Clock } from '@hub/core';
import { systemClock } from '@hub/core';
import type { Tenant } from '@hub/service';
import type { SourceKind } from '@hub/source';
import { readConfiguration } from './configuration.js';
import { dingtalkSection } from './dingtalk-checks.js';
import { kafkaSection } from './kafka-checks.js';
import { redisSection } from './redis-checks.js';
import { renderSection, renderSummary, type Look } from './render.js';
import { countOf, examine, type Examined, type Section } from './report.js';
import { channelsOf, rulesCheck } from './rules-checks.js';
import { sourceSection } from './source-checks.js';
import { sourcesOf } from './tenant-sources.js';
import { toldSections } from './told-sources.js';

export interface DoctorOptions {
  /** The environment of the services, see `environmentOf`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** File the environment was found in; null when it is this process's own. */
  readonly environmentFile: string | null;
  /** Id of the one tenant to look at; null for all. */
  readonly tenant: string | null;
  readonly json: boolean;
  readonly look: Look;
  readonly print: (line: string) => void;
  readonly clock?: Clock;
}

/**
 * Checks one by one all that the hub needs, and says what was found and how to mend it.
 *
 * @returns the exit code: 0 when all is well, 1 when something is to be mended
 */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { env, tenant, environmentFile, json, look, print } = options;
  const { config, tenants, kinds, section } = await readConfiguration(env, tenant, environmentFile);
  const clock = options.clock ?? systemClock;
  const sections: Section[] = [section];
  if (config !== null) {
    sections.push(kafkaSection(config.KAFKA_BROKERS), redisSection(config.REDIS_URL));
    for (const each of tenants) sections.push(...tenantSections(each, kinds, clock));
  }
  const examined: Examined[] = [];
  for (const each of sections) {
    const done = await examine(each);
    examined.push(done);
    if (!json) print(`${renderSection(done, look)}\n`);
  }
  print(json ? jsonOf(examined) : renderSummary(examined, look));
  return countOf(examined).wrong === 0 ? 0 : 1;
}

function tenantSections(
  tenant: Tenant,
  kinds: readonly SourceKind[],
  clock: Clock,
): readonly Section[] {
  const { id, name } = tenant;
  return [
    {
      title: { zh: `租户 ${id}`, en: `tenant ${id}, ${name}` },
      checks: [rulesCheck(tenant)],
    },
    ...sourcesOf(tenant, kinds, clock).map((source) => sourceSection(source, clock)),
    ...toldSections(tenant, kinds, clock),
    dingtalkSection(tenant, clock, channelsOf(tenant)),
  ];
}

function jsonOf(sections: readonly Examined[]): string {
  const { fine, wrong, notAsked } = countOf(sections);
  return JSON.stringify({ ok: wrong === 0, fine, wrong, notAsked, sections }, null, 2);
}
