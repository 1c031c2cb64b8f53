import type { Clock } from '@hub/core';
import { FormMemory } from './domain/form-memory.js';
import type { Log, Watermarks } from './ports.js';
import { TenantLoop, type TenantLoopOptions, type TenantStatus } from './tenant-loop.js';

/** What ingest needs to know of a tenant. */
export interface IngestTenant {
  readonly id: string;
  readonly kingdee: { readonly forms: readonly string[] };
}

interface Tenants<T extends IngestTenant> {
  current(): ReadonlyMap<string, T>;
  onChange(listener: () => void): () => void;
}

/** The connections of one tenant and what is done with them. */
export interface Connected {
  readonly loop: Omit<TenantLoopOptions, 'scope' | 'clock' | 'log'>;
  close(): Promise<void>;
}

export interface IngestWorkerOptions<T extends IngestTenant> {
  readonly tenants: Tenants<T>;
  readonly connect: (tenant: T) => Connected;
  readonly watermarks: Watermarks;
  readonly clock: Clock;
  readonly log: Log;
}

interface Running<T> {
  readonly tenant: T;
  readonly loop: TenantLoop;
  readonly connected: Connected;
  readonly memory: ReadonlyMap<string, FormMemory>;
}

/** Keeps one loop per tenant, and follows the tenants as their files change. */
export class IngestWorker<T extends IngestTenant> {
  readonly name = 'ingest';
  readonly #options: IngestWorkerOptions<T>;
  readonly #running = new Map<string, Running<T>>();
  #unsubscribe: () => void = () => undefined;
  /** Changes are followed one after another. */
  #following: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: IngestWorkerOptions<T>) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#unsubscribe = this.#options.tenants.onChange(() => {
      void this.#follow();
    });
    await this.#follow();
  }

  get statuses(): readonly TenantStatus[] {
    return [...this.#running.values()].map(({ loop }) => loop.status);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    await this.#following;
    await Promise.all([...this.#running.keys()].map((id) => this.#stop(id)));
  }

  #follow(): Promise<void> {
    this.#following = this.#following.then(async () => {
      if (this.#closed) return;
      const wanted = this.#options.tenants.current();
      for (const [id, { tenant, memory }] of [...this.#running]) {
        const now = wanted.get(id);
        if (now === tenant) continue;
        await this.#stop(id);
        if (now !== undefined) this.#start(now, memory);
      }
      for (const [id, tenant] of wanted) if (!this.#running.has(id)) this.#start(tenant, new Map());
    });
    return this.#following;
  }

  #start(tenant: T, before: ReadonlyMap<string, FormMemory>): void {
    const { connect, watermarks, clock, log } = this.#options;
    const startedAt = clock.now();
    const memory = new Map(
      tenant.kingdee.forms.map((form) => {
        // Our own memory is newer than what the topic may have told us so far.
        const known = before.get(form)?.watermark(tenant.id, form, startedAt);
        return [form, new FormMemory(known ?? watermarks.get(tenant.id, form))];
      }),
    );
    const connected = connect(tenant);
    const scope = { tenant: tenant.id, forms: tenant.kingdee.forms, startedAt, memory };
    const loop = new TenantLoop({ ...connected.loop, scope, clock, log });
    this.#running.set(tenant.id, { tenant, loop, connected, memory });
    loop.start();
  }

  async #stop(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    this.#running.delete(id);
    await running.loop.close();
    await running.connected.close();
  }
}
