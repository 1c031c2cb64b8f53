import { HubError } from '@hub/core';
import type { TenantFolder } from './tenant-folder.js';
import type { Tenant } from './tenant.js';

export interface PerTenantOptions<T> {
  readonly make: (tenant: Tenant) => T;
  /** Lets go of one that is not needed any more; it may finish what it has in hand. */
  readonly close?: (one: T) => Promise<void> | void;
}

interface Made<T> {
  readonly tenant: Tenant;
  readonly one: T;
}

/**
 * One thing for each tenant, such as a client with its credentials: made when it is first asked for, made anew when
 * the tenant's files changed, closed when the tenant is gone.
 */
export class PerTenant<T> {
  readonly #tenants: Pick<TenantFolder, 'current'>;
  readonly #options: PerTenantOptions<T>;
  readonly #made = new Map<string, Made<T>>();
  readonly #stopListening: () => void;

  constructor(tenants: Pick<TenantFolder, 'current' | 'onChange'>, options: PerTenantOptions<T>) {
    this.#tenants = tenants;
    this.#options = options;
    this.#stopListening = tenants.onChange((current) => {
      for (const [id, { tenant }] of this.#made) {
        if (current.get(id) !== tenant) void this.#drop(id);
      }
    });
  }

  /** @throws HubError TENANT_UNKNOWN; it is retryable, because a tenant that was sent to is likely to come back */
  get(id: string): T {
    const tenant = this.#tenants.current().get(id);
    if (tenant === undefined) {
      throw new HubError(
        'TENANT_UNKNOWN',
        `there is no tenant "${id}"; add its folder, or mend its tenant.yaml`,
        { retryable: true, retryAfterMs: 30_000 },
      );
    }
    const made = this.#made.get(id);
    if (made?.tenant === tenant) return made.one;
    const one = this.#options.make(tenant);
    this.#made.set(id, { tenant, one });
    return one;
  }

  async close(): Promise<void> {
    this.#stopListening();
    await Promise.all([...this.#made.keys()].map((id) => this.#drop(id)));
  }

  async #drop(id: string): Promise<void> {
    const made = this.#made.get(id);
    this.#made.delete(id);
    if (made === undefined) return;
    try {
      await this.#options.close?.(made.one);
    } catch {
      // It is not used any more; that it would not close is nobody's concern.
    }
  }
}
