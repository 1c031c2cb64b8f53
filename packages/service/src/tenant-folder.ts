import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { HubError, messageOf, systemClock, type Clock } from '@hub/core';
import { environment } from './config.js';
import type { Logger } from './logger.js';
import { readTenant } from './read-tenant.js';
import type { SourceKinds } from './sources-schema.js';
import type { Tenant } from './tenant.js';

export interface TenantFolderOptions {
  /** Holds one folder per tenant. */
  readonly tenantsDir: string;
  /** What `{ file: name }` is relative to. */
  readonly secretsDir: string;
  readonly log: Pick<Logger, 'info' | 'error'>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How often the files are looked at; mounted ConfigMaps tell nobody when they change. */
  readonly refreshMs?: number;
  readonly clock?: Clock;
  /** Kinds of systems that `sources:` may name; without them that list stays unread. */
  readonly sourceKinds?: SourceKinds;
}

type Listener = (tenants: ReadonlyMap<string, Tenant>) => void;

interface Known {
  readonly tenant: Tenant | null;
  /** What the files were when they were last looked at. */
  readonly print: string;
}

/**
 * The tenants, read from files and kept up to date without a restart.
 *
 * A file that is wrong is reported once, with file, line, field and remedy; the last good reading of that tenant stays
 * in force and the other tenants are not touched.
 */
export class TenantFolder {
  readonly #options: Required<TenantFolderOptions>;
  readonly #listeners = new Set<Listener>();
  readonly #stop = new AbortController();
  #known = new Map<string, Known>();
  #current: ReadonlyMap<string, Tenant> = new Map();
  #faults = new Map<string, string>();

  private constructor(options: Required<TenantFolderOptions>) {
    this.#options = options;
  }

  /** @throws HubError TENANT_NONE when not a single tenant can be read */
  static async open(options: TenantFolderOptions): Promise<TenantFolder> {
    const folder = new TenantFolder({
      env: environment(),
      refreshMs: 2_000,
      clock: systemClock,
      sourceKinds: null,
      ...options,
    });
    folder.refresh();
    if (folder.#current.size === 0) {
      const faults = [...folder.#faults.values()];
      throw new HubError(
        'TENANT_NONE',
        [
          `${options.tenantsDir}: no usable tenant; make a folder with a tenant.yaml`,
          ...faults,
        ].join('\n'),
      );
    }
    void folder.#watch();
    return folder;
  }

  /** By id; a new map whenever something changed. */
  current(): ReadonlyMap<string, Tenant> {
    return this.#current;
  }

  /** What is wrong now, by tenant id. */
  faults(): ReadonlyMap<string, string> {
    return this.#faults;
  }

  /** Calls the listener after every change; returns how to stop that. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Looks at the files now. Runs by itself every `refreshMs`. */
  refresh(): void {
    const ids = this.#list();
    if (ids === null) return;

    const known = new Map<string, Known>();
    const corpIds = new Map<string, string>();
    for (const id of ids) known.set(id, this.#look(id, corpIds));
    for (const id of this.#known.keys()) {
      if (!known.has(id)) {
        this.#faults.delete(id);
        this.#options.log.info({ tenant: id }, 'tenant removed');
      }
    }
    const changed =
      known.size !== this.#known.size ||
      [...known].some(([id, { tenant }]) => this.#known.get(id)?.tenant !== tenant);
    this.#known = known;
    if (!changed) return;

    this.#current = new Map(
      [...known].flatMap(([id, { tenant }]) => (tenant === null ? [] : [[id, tenant] as const])),
    );
    for (const listener of this.#listeners) listener(this.#current);
  }

  close(): void {
    this.#stop.abort();
    this.#listeners.clear();
  }

  async #watch(): Promise<void> {
    const { clock, refreshMs } = this.#options;
    const { signal } = this.#stop;
    try {
      for (;;) {
        await clock.sleep(refreshMs, signal);
        this.refresh();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Null when the folder cannot be listed: it is being swapped, or gone by mistake; what is known stays. */
  #list(): string[] | null {
    try {
      return readdirSync(this.#options.tenantsDir, { withFileTypes: true })
        .filter((entry) => !entry.name.startsWith('.') && !entry.isFile())
        .map((entry) => entry.name)
        .toSorted();
    } catch (error) {
      this.#report('', `${this.#options.tenantsDir}: cannot be listed: ${messageOf(error)}`);
      return null;
    }
  }

  #look(id: string, corpIds: Map<string, string>): Known {
    const { tenantsDir, secretsDir, env, log, sourceKinds } = this.#options;
    const folder = resolve(tenantsDir, id);
    const before = this.#known.get(id);
    const last = before?.tenant ?? null;
    try {
      const tenant = readTenant(id, { folder, secretsDir, env, sourceKinds });
      const other = corpIds.get(tenant.dingtalk.corpId);
      if (other !== undefined) {
        this.#report(id, sharedOrganisation(tenant, other), false);
        return { tenant: null, print: '' };
      }
      corpIds.set(tenant.dingtalk.corpId, id);
      this.#faults.delete(id);
      const print = JSON.stringify(tenant);
      if (before !== undefined && print === before.print) return before;
      log.info({ tenant: id, file: folder }, last === null ? 'tenant read' : 'tenant changed');
      return { tenant, print };
    } catch (error) {
      this.#report(id, messageOf(error), last !== null);
      return { tenant: last, print: '' };
    }
  }

  #report(id: string, fault: string, keeps = true): void {
    if (this.#faults.get(id) === fault) return;
    this.#faults.set(id, fault);
    this.#options.log.error(
      { tenant: id, code: 'TENANT_INVALID' },
      `${fault}${keeps ? ' (the last good reading stays in force)' : ' (this tenant is left out)'}`,
    );
  }
}

/** Two tenants with one DingTalk organisation would each answer the other's clicks. */
function sharedOrganisation({ folder }: Tenant, other: string): string {
  return `${folder}/tenant.yaml: dingtalk.corpId is that of tenant ${other}; each tenant has an organisation of its own`;
}
