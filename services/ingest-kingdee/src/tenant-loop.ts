import { HubError, messageOf, type Clock } from '@hub/core';
import type { Person } from '@hub/schemas';
import type { IngestTelemetry } from './ingest-telemetry.js';
import type { PeopleScope } from './sync-people.js';
import type { PollReport, TenantScope } from './poll-tenant.js';
import type { Log } from './ports.js';
import { repeat } from './repeat.js';

export interface TenantLoopOptions {
  readonly scope: TenantScope;
  readonly people: PeopleScope;
  readonly pollIntervalMs: number;
  readonly directoryIntervalMs: number;
  readonly poll: (scope: TenantScope) => Promise<PollReport>;
  readonly sync: (scope: PeopleScope) => Promise<readonly Person[]>;
  /** True when people of this tenant were published before. */
  readonly peopleKnown: boolean;
  readonly telemetry: IngestTelemetry;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a tenant is doing. Times are UTC milliseconds. */
export interface TenantStatus {
  readonly tenant: string;
  readonly lastPollAt: number | null;
  /** What keeps it from being read, with the remedy; null when nothing does. */
  readonly fault: { readonly code: string; readonly reason: string } | null;
}

/** A failure that goes on is logged again after so many turns. */
const logEvery = 20;

/** Reads one tenant: its people and its bills, each at its own pace. What fails here touches no other tenant. */
export class TenantLoop {
  readonly #options: TenantLoopOptions;
  readonly #stop = new AbortController();
  readonly #faults = new Map<string, { code: string; reason: string }>();
  #lastPollAt: number | null = null;
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: TenantLoopOptions) {
    this.#options = options;
  }

  start(): void {
    const peopleFirst = Promise.withResolvers<undefined>();
    // Without people nobody could be told; bills keep until then.
    if (this.#options.peopleKnown) peopleFirst.resolve(undefined);
    this.#stop.signal.addEventListener('abort', () => {
      peopleFirst.resolve(undefined);
    });
    this.#running = Promise.all([
      this.#repeat('directory', this.#options.directoryIntervalMs, async () => {
        await this.#options.sync(this.#options.people);
        peopleFirst.resolve(undefined);
        return false;
      }),
      peopleFirst.promise.then(() =>
        this.#repeat('bills', this.#options.pollIntervalMs, () => this.#poll()),
      ),
    ]);
  }

  get status(): TenantStatus {
    const [fault = null] = this.#faults.values();
    return { tenant: this.#options.scope.tenant, lastPollAt: this.#lastPollAt, fault };
  }

  /** Finishes the turn in hand. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #poll(): Promise<boolean> {
    const { clock, telemetry, poll, scope } = this.#options;
    const began = clock.monotonic();
    try {
      const report = await poll(scope);
      telemetry.polled(scope.tenant, clock.monotonic() - began, 'done');
      this.#lastPollAt = clock.now();
      for (const form of scope.forms) {
        const fault = report.faults.find((one) => one.form === form);
        if (fault === undefined) this.#recover(form);
        else this.#fail(form, fault.error, null, 1);
      }
      return report.leftForLater > 0;
    } catch (error) {
      telemetry.polled(scope.tenant, clock.monotonic() - began, 'failed');
      throw error;
    }
  }

  async #repeat(what: string, intervalMs: number, turn: () => Promise<boolean>): Promise<void> {
    await repeat({
      intervalMs,
      clock: this.#options.clock,
      signal: this.#stop.signal,
      turn: async () => {
        const soon = await turn();
        this.#recover(what);
        return soon;
      },
      onFailure: (error, waitMs, failures) => {
        this.#fail(what, error, waitMs, failures);
      },
    });
  }

  /** One line when it begins or changes, then now and then; not one every second for a night. */
  #fail(what: string, error: unknown, waitMs: number | null, failures: number): void {
    const code = error instanceof HubError ? error.code : 'INGEST_UNEXPECTED';
    const reason = messageOf(error);
    const before = this.#faults.get(what);
    this.#faults.set(what, { code, reason });
    if (before?.reason === reason && failures % logEvery !== 0) return;
    const { tenant } = this.#options.scope;
    this.#options.log.error(
      {
        tenant,
        name: what,
        code,
        ...(waitMs === null ? {} : { waitMs, attempts: failures }),
        // Expected faults say all in their message; the others need their stack.
        ...(error instanceof HubError ? {} : { error }),
      },
      `${what} of tenant ${tenant} cannot be read: ${reason}`,
    );
  }

  #recover(what: string): void {
    if (!this.#faults.delete(what)) return;
    const { tenant } = this.#options.scope;
    this.#options.log.info({ tenant, name: what }, `${what} of tenant ${tenant} can be read again`);
  }
}
