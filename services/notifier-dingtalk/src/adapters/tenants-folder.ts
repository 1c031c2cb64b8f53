import { HubError, systemClock } from '@hub/core';
import type { GroupSettings, PerTenant } from '@hub/service';
import { billLinksOf, type LinkSetting } from './bill-links.js';
import { groupsOf } from './groups-dingtalk.js';
import { TenantWords, type WordsLog } from './own-words.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Tenants } from '../ports.js';

const minuteMs = 60_000;

/** What `PerTenant` needs to make of a tenant's files. */
export interface TenantFile {
  readonly id: string;
  readonly language: string;
  readonly timeZone: string;
  /** Its folder; its own wording lies in it. */
  readonly folder: string;
  readonly kingdee?: { readonly acctId: string; readonly forms: readonly string[] };
  readonly links?: LinkSetting | undefined;
  readonly dingtalk: {
    readonly corpId: string;
    readonly callsPerSecond: number;
    readonly monthlyCalls?: number | undefined;
  };
  readonly bundling: { readonly mergeSeconds: number; readonly digestAt: readonly string[] };
  readonly groups: GroupSettings;
  readonly capabilityKeys: readonly Buffer[];
}

/** Times that a trial shortens. */
export interface Shortened {
  readonly robotWindowMs?: number;
  readonly digestEveryMs?: number | null;
}

/** Tenants as their files say. */
export class TenantsFolder implements Tenants {
  constructor(private readonly tenants: Pick<PerTenant<NotifierTenant>, 'get'>) {}

  get(tenant: string): NotifierTenant {
    return this.tenants.get(tenant);
  }
}

/**
 * The first key signs; the others only verify, so that a key can be rotated.
 *
 * @param robotWindowMs in which DingTalk counts the messages of a group's robot
 */
export function notifierTenant(
  file: TenantFile,
  log: WordsLog,
  { robotWindowMs = minuteMs, digestEveryMs = null }: Shortened = {},
): NotifierTenant {
  const { id, language, timeZone, folder, dingtalk, bundling } = file;
  const [capabilityKey] = file.capabilityKeys;
  if (capabilityKey === undefined)
    throw new HubError(
      'TENANT_INVALID',
      `tenant ${id} has no capability key; add one to its tenant.yaml`,
    );
  const words = new TenantWords({ tenant: id, folder, language, clock: systemClock, log });
  const { mergeSeconds, digestAt } = bundling;
  const { callsPerSecond, corpId: organisation, monthlyCalls } = dingtalk;
  return {
    ...{ id, language, timeZone, callsPerSecond, capabilityKey },
    quota: monthlyCalls === undefined ? null : { organisation, monthlyCalls },
    bundling: { mergeMs: mergeSeconds * 1_000, digestAt, digestEveryMs },
    links: billLinksOf(file),
    groups: groupsOf(id, file.groups, robotWindowMs),
    // Looked at when it is needed: wording changes without the tenant's file being touched.
    get words() {
      return words.current();
    },
  };
}
