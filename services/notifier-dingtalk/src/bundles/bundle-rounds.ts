import { HubError, messageOf } from '@hub/core';
import type { Worker } from '@hub/service';
import { Every } from '../checks/every.js';
import type { Tenants, TenantShare } from '../ports.js';
import { tellBundles, type BundlePorts } from './tell-bundles.js';

export interface RoundPorts extends BundlePorts {
  readonly tenants: Tenants;
  readonly share: TenantShare;
}

export interface RoundLog {
  warn(fields: object, message: string): void;
}

/** How often is looked whether something is due. */
const everyMs = 1_000;
/** After a fault a tenant is left alone for as long as the fault says, within these. */
const restMs = { least: 1_000, most: 60_000 };

/** Tells what waits, tenant by tenant, each in its own time: one that is held up holds up no other. */
export class BundleRounds implements Worker {
  readonly name = 'bundles';
  readonly #every: Every;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #restUntil = new Map<string, number>();

  constructor(
    private readonly ports: RoundPorts,
    private readonly log: RoundLog,
  ) {
    this.#every = new Every(ports.clock, everyMs, () => {
      this.look();
    });
  }

  start(): Promise<void> {
    this.ports.share.start();
    this.#every.start();
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#every.close();
    await Promise.all(this.#busy.values());
    await this.ports.share.close();
  }

  /** Begins with every tenant of ours for whom something waits. */
  look(): void {
    const { waiting, share, clock } = this.ports;
    for (const tenant of waiting.tenants()) {
      const rests = (this.#restUntil.get(tenant) ?? -Infinity) > clock.monotonic();
      if (rests || this.#busy.has(tenant) || !share.holds(tenant)) continue;
      const work = this.#tell(tenant).finally(() => this.#busy.delete(tenant));
      this.#busy.set(tenant, work);
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  /** What could not be told is told in a later round. */
  async #tell(tenant: string): Promise<void> {
    try {
      await tellBundles(this.ports, this.ports.tenants.get(tenant));
    } catch (error) {
      const wanted = error instanceof HubError ? (error.retryAfterMs ?? restMs.least) : restMs.most;
      const rest = Math.min(restMs.most, Math.max(restMs.least, wanted));
      this.#restUntil.set(tenant, this.ports.clock.monotonic() + rest);
      this.log.warn({ tenant }, `bundles wait for ${String(rest)} ms: ${messageOf(error)}`);
    }
  }
}
