import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError, messageOf, type Clock } from '@hub/core';
import { groupNamesIn } from '@hub/service';
import { compileRules, parseRules, type RuleSet } from '@hub/rules';
import type { RulesPort } from '../route-document.js';

interface Loaded {
  readonly signature: string;
  readonly rules: RuleSet;
}

export interface RulesLog {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** How old an answer may be before the files are looked at again, in milliseconds. */
const freshMs = 2_000;
const noRules = compileRules([]);

/**
 * The rules in `<tenants>/<tenant>/rules/*.yaml`, read again when a file changed.
 *
 * A bad file leaves the last good rules of that tenant in force; other tenants do not notice.
 */
export class RulesFolder implements RulesPort {
  readonly #tenantsDir: string;
  readonly #clock: Clock;
  readonly #log: RulesLog;
  readonly #loaded = new Map<string, Loaded>();
  readonly #lookedAt = new Map<string, number>();

  constructor(options: {
    readonly tenantsDir: string;
    readonly clock: Clock;
    readonly log: RulesLog;
  }) {
    this.#tenantsDir = options.tenantsDir;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** @throws HubError ROUTER_RULES_INVALID, retryable, when a tenant's rules were never good */
  async current(tenant: string): Promise<RuleSet> {
    const now = this.#clock.monotonic();
    const loaded = this.#loaded.get(tenant);
    if (loaded !== undefined && now - (this.#lookedAt.get(tenant) ?? -Infinity) < freshMs)
      return loaded.rules;
    this.#lookedAt.set(tenant, now);
    return this.#refresh(tenant, loaded);
  }

  async #refresh(tenant: string, loaded: Loaded | undefined): Promise<RuleSet> {
    const files = await this.#files(tenant);
    const looked = [...files, ...(await changedAt(this.#tenantFile(tenant)))];
    const signature = looked.map(({ path, changed }) => `${path}@${String(changed)}`).join('|');
    if (loaded?.signature === signature) return loaded.rules;
    try {
      const sources = await Promise.all(
        files.map(async ({ path, name }) => ({ source: name, text: await readFile(path, 'utf8') })),
      );
      const rules =
        sources.length === 0
          ? noRules
          : compileRules(parseRules(sources, () => groupNamesIn(this.#tenantFile(tenant))));
      this.#loaded.set(tenant, { signature, rules });
      this.#log.info({ tenant, rules: rules.all.length }, 'rules read');
      return rules;
    } catch (error) {
      this.#log.error({ tenant, reason: messageOf(error) }, 'rules not read; mend the file named');
      if (loaded === undefined) throw neverGood(tenant, error);
      this.#loaded.set(tenant, { signature, rules: loaded.rules });
      return loaded.rules;
    }
  }

  #tenantFile(tenant: string): string {
    return join(this.#tenantsDir, tenant, 'tenant.yaml');
  }

  async #files(tenant: string): Promise<{ path: string; name: string; changed: number }[]> {
    const folder = join(this.#tenantsDir, tenant, 'rules');
    const names = await readdir(folder).catch(() => []);
    const rules = names.filter((name) => /\.ya?ml$/.test(name)).toSorted();
    return Promise.all(
      rules.map(async (name) => {
        const path = join(folder, name);
        return { path, name: `${tenant}/rules/${name}`, changed: (await stat(path)).mtimeMs };
      }),
    );
  }
}

/** The names of the groups stand in the tenant's own file. */
async function changedAt(path: string): Promise<{ path: string; changed: number }[]> {
  const found = await stat(path).catch(() => null);
  return found === null ? [] : [{ path, changed: found.mtimeMs }];
}

function neverGood(tenant: string, cause: unknown): HubError {
  return new HubError(
    'ROUTER_RULES_INVALID',
    `the rules of ${tenant} cannot be used: ${messageOf(cause)}`,
    {
      retryable: true,
      retryAfterMs: 10_000,
      cause,
    },
  );
}
