import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HubError } from '@hub/core';
import { sourceKinds } from '@hub/ingest-kingdee/parts';
import { commaList, commonConfig, loadConfig, readTenant, type Tenant } from '@hub/service';
import type { SourceKind } from '@hub/source';
import { z } from 'zod';
import { hasEnded } from './environment-file.js';
import { bad, check, faultFinding, good } from './fault-words.js';
import type { Section } from './report.js';

type Environment = Readonly<Record<string, string | undefined>>;

const { KAFKA_BROKERS, HUB_TENANTS_DIR, HUB_SECRETS_DIR } = commonConfig;
const schema = z.object({
  ...{ KAFKA_BROKERS, HUB_TENANTS_DIR, HUB_SECRETS_DIR },
  HUB_SOURCE_MODULES: commaList
    .optional()
    .describe('files of source kinds of your own, separated by commas'),
  REDIS_URL: z.string().optional().describe('address of Redis, e.g. redis://127.0.0.1:6379'),
});

type DoctorConfig = z.infer<typeof schema>;

/** What can be read, and the section that says how well that went. */
export interface Configuration {
  readonly config: DoctorConfig | null;
  readonly tenants: readonly Tenant[];
  /** What `sources:` of a tenant may name. */
  readonly kinds: readonly SourceKind[];
  readonly section: Section;
}

/**
 * Reads what the services would read.
 *
 * @param only id of the one tenant that is of interest; null for all
 * @param from where the environment comes from, when not from the environment itself
 */
export async function readConfiguration(
  env: Environment,
  only: string | null,
  from: string | null,
): Promise<Configuration> {
  const title = { zh: '配置', en: 'Configuration' };
  let config: DoctorConfig;
  let kinds: readonly SourceKind[];
  try {
    config = loadConfig(schema, { ...env });
    kinds = await sourceKinds(config.HUB_SOURCE_MODULES ?? []);
  } catch (error) {
    const finding = faultFinding(error);
    const environment = check('config.environment', environmentWords, () => finding);
    return { config: null, tenants: [], kinds: [], section: { title, checks: [environment] } };
  }
  const readings = tenantIds(config.HUB_TENANTS_DIR)
    .filter((id) => only === null || id === only)
    .map((id) => ({ id, read: readOne(id, config, env, kinds) }));
  return {
    ...{ config, kinds },
    tenants: readings.flatMap(({ read }) => (read instanceof HubError ? [] : [read])),
    section: {
      title,
      checks: [
        check('config.environment', environmentWords, () => environmentFinding(from)),
        check('config.tenants', { zh: '租户', en: 'tenants' }, () =>
          tenantsFinding(readings.length, only, config),
        ),
        ...readings.map(({ id, read }) =>
          check(`config.tenant.${id}`, { zh: `租户 ${id}`, en: `tenant ${id}` }, () =>
            read instanceof HubError ? faultFinding(read) : good({ zh: read.name, en: read.name }),
          ),
        ),
        check('config.secrets', { zh: '密钥文件', en: 'secret files' }, () =>
          secretsFinding(config.HUB_SECRETS_DIR),
        ),
      ],
    },
  };
}

const environmentWords = { zh: '环境变量', en: 'environment' };

function environmentFinding(from: string | null): ReturnType<typeof good> {
  if (from === null) return good({ zh: '变量齐全', en: 'all variables are set' });
  const [zh, en] = hasEnded(from)
    ? [
        '，它已经结束；请另开一个终端运行 npm start，再检查',
        ', which has ended; run npm start in another terminal',
      ]
    : ['', ''];
  return good({
    zh: `取自最近一次 npm start${zh}\n${from}`,
    en: `of the last npm start${en}\n${from}`,
  });
}

function readOne(
  id: string,
  config: DoctorConfig,
  env: Environment,
  kinds: readonly SourceKind[],
): Tenant | HubError {
  try {
    const folder = resolve(config.HUB_TENANTS_DIR, id);
    return readTenant(id, { folder, secretsDir: config.HUB_SECRETS_DIR, env, sourceKinds: kinds });
  } catch (error) {
    if (error instanceof HubError) return error;
    throw error;
  }
}

function tenantIds(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.') && !entry.isFile())
      .map(({ name }) => name)
      .toSorted();
  } catch {
    return [];
  }
}

function tenantsFinding(
  count: number,
  only: string | null,
  { HUB_TENANTS_DIR: folder }: DoctorConfig,
): ReturnType<typeof good> {
  if (count > 0) {
    return good({ zh: `${String(count)} 个\n${folder}`, en: `${String(count)}\n${folder}` });
  }
  const remedy = {
    zh: '为每个子公司建一个文件夹，里面放 tenant.yaml；例子见 config/tenants',
    en: 'make a folder with a tenant.yaml for each subsidiary; config/tenants has examples',
  };
  return only === null
    ? bad('TENANT_NONE', { zh: `${folder} 中没有租户`, en: `no tenant in ${folder}` }, remedy)
    : bad(
        'TENANT_UNKNOWN',
        { zh: `${folder} 中没有租户 ${only}`, en: `no tenant ${only} in ${folder}` },
        remedy,
      );
}

/** Permission bits of those who are neither the owner nor of the group. */
const othersMask = 0o007;

function secretsFinding(folder: string): ReturnType<typeof good> {
  // Mounted secrets are links; what counts is the file behind.
  const files = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile());
  const open = files.filter((name) => (statSync(join(folder, name)).mode & othersMask) !== 0);
  if (open.length === 0) {
    return good({
      zh: `${String(files.length)} 个，其他用户不可读`,
      en: `${String(files.length)}, closed to other users`,
    });
  }
  return bad(
    'CONFIG_SECRET_OPEN',
    {
      zh: `所有用户都能读这些密钥文件\n${open.join('\n')}`,
      en: `everybody on this machine may read these secrets\n${open.join('\n')}`,
    },
    {
      zh: `运行 chmod 600 ${folder}/*；在 Kubernetes 中给 Secret 卷设 defaultMode: 0440`,
      en: `run chmod 600 ${folder}/*; on Kubernetes set defaultMode: 0440 on the volume`,
    },
  );
}
