import { failpoint, type Clock } from '@hub/core';
import type { AccountPlan } from './accounts/account-plan.js';
import type { AccountStatus } from './account-loop.js';
import { FaultBook, type Fault } from './fault-book.js';
import type { Assigned, Log, Share, TenantScope } from './ports.js';
import { tenantStatus, type SourceStatus, type TenantStatus } from './tenant-status.js';

/** What the worker does with an account. */
export interface AtWork {
  readonly scopes: readonly TenantScope[];
  readonly status: AccountStatus;
  start(): void;
  wake(form: string | null): void;
  close(): Promise<void>;
}

/** The reading of one tenant's people. */
export interface PeopleAtWork {
  readonly fault: Fault | null;
  start(): void;
  close(): Promise<void>;
}

export interface IngestWorkerOptions<P extends Planned, A extends AtWork> {
  readonly tenants: { onChange(listener: () => void): () => void };
  /** All accounts of all tenants as they are now. */
  readonly plans: () => readonly P[];
  readonly share: Share;
  readonly open: (plan: P, isOurs: () => boolean) => A;
  /** The people of the tenants that are read over this account. */
  readonly people: (plan: P, account: A, isOurs: () => boolean) => readonly PeopleAtWork[];
  /** Reads up to the end what others wrote who had an account before. */
  readonly catchUp: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

type Planned = Pick<AccountPlan, 'key' | 'name' | 'source' | 'kind' | 'tenants'>;

interface Running<P> {
  readonly plan: P;
  readonly account: AtWork;
  readonly people: readonly PeopleAtWork[];
  /** Another process may have read the account since it was ours. */
  lost: boolean;
}

/** Wait before an account is tried again that could not be opened, milliseconds. */
const reopenMs = 30_000;

/** Keeps the accounts at work that are this process's, and follows the tenants as their files change. */
export class IngestWorker<P extends Planned, A extends AtWork = AtWork> {
  readonly name = 'ingest';
  readonly #options: IngestWorkerOptions<P, A>;
  readonly #running = new Map<string, Running<P>>();
  readonly #broken: FaultBook;
  readonly #stop = new AbortController();
  /** Null while the group of processes is changing: then nobody knows whose an account is. */
  #assigned: Assigned | null = null;
  #unsubscribe: () => void = () => undefined;
  /** Changes are followed one after another. */
  #following: Promise<void> = Promise.resolve();
  #reopening: Promise<void> | null = null;

  constructor(options: IngestWorkerOptions<P, A>) {
    this.#options = options;
    this.#broken = new FaultBook(options.log, 'this deployment', {});
  }

  async start(): Promise<void> {
    const { tenants, share } = this.#options;
    this.#unsubscribe = tenants.onChange(() => {
      void this.#follow();
    });
    await share.start({
      assigned: (assigned) => {
        this.#assigned = assigned;
        for (const [key, running] of this.#running) if (!assigned.kept(key)) running.lost = true;
        void this.#follow();
      },
      suspended: () => {
        this.#assigned = null;
      },
      hinted: (key, form) => {
        this.#running.get(key)?.account.wake(form);
      },
    });
    await this.#following;
  }

  /** Has a form of a tenant read early, by whichever process reads it. */
  async wake(tenant: string, form: string): Promise<void> {
    for (const { key, tenants } of this.#options.plans()) {
      if (!tenants.some(({ id }) => id === tenant)) continue;
      const running = this.#running.get(key);
      if (running === undefined) await this.#options.share.hint(key, form);
      else running.account.wake(form);
    }
  }

  get statuses(): readonly TenantStatus[] {
    const plans = this.#options.plans();
    const tenants = new Set(plans.flatMap((plan) => plan.tenants.map(({ id }) => id)));
    return [...tenants].map((tenant) => {
      const own = plans.filter((plan) => plan.tenants.some(({ id }) => id === tenant));
      const people = own.flatMap(({ key }) => this.#running.get(key)?.people ?? []);
      const fault = people.find((one) => one.fault !== null)?.fault ?? null;
      return tenantStatus(
        tenant,
        fault,
        own.map((plan) => this.#statusOf(plan)),
      );
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#unsubscribe();
    await this.#following;
    await this.#reopening;
    await Promise.all([...this.#running.keys()].map((key) => this.#end(key)));
    await this.#options.share.close();
  }

  #statusOf({ key, name: accountName, source: name, kind }: P): SourceStatus {
    const running = this.#running.get(key);
    const broken = this.#broken.all.filter(({ about }) => about === accountName);
    return {
      name,
      kind,
      ours: running !== undefined || broken.length > 0,
      lastPollAt: running?.account.status.lastPollAt ?? null,
      faults: running?.account.status.faults ?? broken,
    };
  }

  #follow(): Promise<void> {
    this.#following = this.#following.then(async () => {
      const assigned = this.#assigned;
      if (assigned === null || this.#stop.signal.aborted) return;
      const wanted = new Map(
        this.#options
          .plans()
          .filter(({ key }) => assigned.ours(key))
          .map((plan) => [plan.key, plan]),
      );
      for (const [key, { plan, lost }] of [...this.#running]) {
        if (lost || !isSame(plan, wanted.get(key))) await this.#end(key);
      }
      const fresh = [...wanted.values()].filter(({ key }) => !this.#running.has(key));
      if (fresh.length === 0) return;
      try {
        await this.#options.catchUp();
      } catch (error) {
        this.#broken.fail('what is known', error);
        this.#followLater();
        return;
      }
      this.#broken.recover('what is known');
      failpoint('ingest.duringAssignment');
      for (const plan of fresh) this.#begin(plan);
    });
    return this.#following;
  }

  #begin(plan: P): void {
    const { open, people, share } = this.#options;
    const { key, name } = plan;
    const isOurs = (): boolean => share.holds(key);
    let account: A;
    try {
      account = open(plan, isOurs);
    } catch (error) {
      this.#broken.fail(name, error);
      this.#followLater();
      return;
    }
    this.#broken.recover(name);
    const loops = people(plan, account, isOurs);
    this.#running.set(key, { plan, account, people: loops, lost: false });
    for (const loop of loops) loop.start();
    account.start();
  }

  async #end(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (running === undefined) return;
    this.#running.delete(key);
    await Promise.all([running.account.close(), ...running.people.map((loop) => loop.close())]);
  }

  #followLater(): void {
    const { clock } = this.#options;
    this.#reopening ??= clock.sleep(reopenMs, this.#stop.signal).then(
      () => {
        this.#reopening = null;
        void this.#follow();
      },
      () => undefined,
    );
  }
}

/** Whether an account is planned as it was: the folder gives the same objects for tenants that did not change. */
function isSame(a: Planned, b: Planned | undefined): boolean {
  return (
    a.tenants.length === b?.tenants.length &&
    a.tenants.every((tenant, index) => tenant === b.tenants[index])
  );
}
