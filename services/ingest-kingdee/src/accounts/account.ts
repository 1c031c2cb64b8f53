import { HubError, type Clock } from '@hub/core';
import type { Source, SourceUser } from '@hub/source';
import { AccountLoop, type AccountStatus } from '../account-loop.js';
import type { Duty, DutiesOf } from '../duty.js';
import type { IngestTelemetry } from '../ingest-telemetry.js';
import type { KnownStore } from '../known-store.js';
import type { AccountScope, Events, Log, TenantScope, Watermarks } from '../ports.js';
import { Publication } from '../publishing/publication.js';
import { WatermarkBook } from '../publishing/watermark-book.js';
import { FormState, overlapMs } from '../reading/form-state.js';
import { Owners } from '../reading/owners.js';
import { Turn, type TurnReport } from '../reading/turn.js';
import { sharedUsers } from '../shared-users.js';
import type { AccountPlan } from './account-plan.js';

export interface AccountPorts {
  readonly events: Events;
  readonly known: KnownStore;
  readonly watermarks: Watermarks;
  /** Whether anybody of the tenant could be told; bills keep until then. */
  readonly peopleKnown: (tenant: string) => boolean;
  readonly dutiesOf: DutiesOf;
  /** One interval for all forms; null to adapt. */
  readonly fixedMs: number | null;
  readonly telemetry: IngestTelemetry;
  readonly clock: Clock;
  /** From [0, 1); spreads the waits after failures. */
  readonly random?: () => number;
  readonly log: Log;
}

/** How often what need not be known any more is looked for, milliseconds. */
const sweepMs = 600_000;
/** Tombstones of one sweep and form. */
const sweptMax = 5_000;
/** Wait of an account that is not ours at the moment. */
const notOurs: TurnReport = { published: 0, more: true, faults: [] };

/** One account at work: its source, what is known of its forms, and the loop that reads it. */
export class Account {
  readonly plan: AccountPlan;
  readonly source: Source;
  readonly #ports: AccountPorts;
  readonly #isOurs: () => boolean;
  readonly #scopes: readonly TenantScope[];
  readonly #states = new Map<string, FormState>();
  readonly #joined = new Set<string>();
  /** Tenants whose people were read here, whatever the topic has told by now. */
  readonly #peopled = new Set<string>();
  /** All users of the system, read once for all tenants. */
  readonly users: () => Promise<readonly SourceUser[]>;
  readonly #unread = new Set<string>();
  readonly #publication: Publication;
  readonly #watermarks: WatermarkBook;
  readonly #turn: Turn;
  readonly #loop: AccountLoop;
  #owners = new Owners([]);

  /** @param isOurs whether this process may still work for the account */
  constructor(plan: AccountPlan, ports: AccountPorts, isOurs: () => boolean) {
    this.plan = plan;
    this.source = plan.open();
    this.users = sharedUsers(this.source, ports.clock);
    this.#ports = ports;
    this.#isOurs = isOurs;
    this.#scopes = plan.scopes(this.source);
    this.#publication = new Publication(ports, () => {
      if (!isOurs()) throw handedOver(plan.name);
    });
    const { known, clock, log, telemetry } = ports;
    this.#watermarks = new WatermarkBook(ports.watermarks, ports.events, clock);
    for (const { tenant, forms } of this.#scopes) for (const form of forms) known.own(tenant, form);
    this.#turn = new Turn({
      ...{ source: this.source, name: plan.source, known, clock },
      publication: this.#publication,
      watermarks: this.#watermarks,
    });
    this.#loop = new AccountLoop({
      name: plan.name,
      tenants: this.#scopes.map(({ tenant }) => tenant),
      states: this.#states,
      take: (due) => this.take(due),
      join: () => {
        this.#join();
      },
      meanMs: plan.meanMs,
      fixedMs: ports.fixedMs,
      asksTasks: this.source.openTasks !== undefined,
      asksForLateFrom:
        this.source.hasMoreThan === undefined ? null : (this.source.lookBackMax ?? 0),
      duties: [...ports.dutiesOf(this.#scope()), this.#sweepDuty()].map((duty) => this.#ours(duty)),
      ...{ telemetry, clock, log, random: ports.random },
    });
  }

  start(): void {
    this.#loop.start();
  }

  get status(): AccountStatus {
    return this.#loop.status;
  }

  get scopes(): readonly TenantScope[] {
    return this.#scopes;
  }

  /** The people of a tenant were read: it can be read from now on. */
  peopleRead(tenant: string): void {
    if (this.#joined.has(tenant)) return;
    this.#peopled.add(tenant);
    this.wake(null);
  }

  wake(form: string | null): void {
    this.#loop.wake(form);
  }

  /** Finishes the turn in hand, says how far it got, and closes the connections. */
  async close(): Promise<void> {
    await this.#loop.close();
    try {
      if (this.#isOurs()) await this.#watermarks.publishAll();
    } catch (error) {
      // The next owner reads a little more than he would have to.
      this.#ports.log.warn({ name: this.plan.name, error }, 'watermarks were not published');
    }
    for (const { tenant, forms } of this.#scopes) {
      for (const form of forms) this.#ports.known.disown(tenant, form);
    }
    await this.source.close();
  }

  /** One turn over some forms; the loop takes them as they are due. */
  async take(due: readonly string[]): Promise<TurnReport> {
    if (!this.#isOurs()) return notOurs;
    this.#join();
    const scope = { owners: this.#owners, states: this.#states, unread: this.#unread };
    return this.#turn.take(scope, due);
  }

  /** Takes in the tenants whose people are known by now; their forms are read from where they were read to. */
  #join(): void {
    const waiting = this.#scopes.filter(({ tenant }) => !this.#joined.has(tenant));
    const ready = waiting.filter(
      ({ tenant }) => this.#peopled.has(tenant) || this.#ports.peopleKnown(tenant),
    );
    if (ready.length === 0) return;
    for (const scope of ready) {
      this.#joined.add(scope.tenant);
      for (const form of scope.forms) this.#begin(scope.tenant, form);
    }
    this.#owners = new Owners(this.#scopes.filter(({ tenant }) => this.#joined.has(tenant)));
  }

  #begin(tenant: string, form: string): void {
    const { known, clock } = this.#ports;
    const read = this.#watermarks.get(tenant, form);
    if (read === null) this.#unread.add(WatermarkBook.keyOf(tenant, form));
    // Behind the overlap: nothing was read yet that a late commit could lie before.
    const from = read ?? { modifiedAt: clock.now() - overlapMs, documentId: '' };
    const state = this.#states.get(form) ?? new FormState(form, from);
    this.#states.set(form, state);
    state.goBackTo(from);
    for (const one of known.of(tenant, form)) state.note(one);
  }

  #scope(): AccountScope {
    const { known, clock, log } = this.#ports;
    return {
      source: this.source,
      name: this.plan.source,
      tenants: this.#scopes,
      known,
      publish: (events, remember) =>
        // Before anybody can be told, nothing is: it is found again.
        this.#publication.publish(
          events.filter(({ tenant }) => this.#joined.has(tenant)),
          remember,
        ),
      wake: (form) => {
        this.wake(form);
      },
      lookAgain: (form, ids) => {
        const state = this.#states.get(form);
        if (state === undefined || ids.length === 0) return;
        for (const id of ids) state.again.add(id);
        this.wake(form);
      },
      clock,
      log,
    };
  }

  /** A duty rests while the account is not ours. */
  #ours(duty: Duty): Duty {
    return {
      ...duty,
      run: async (signal) => {
        if (this.#isOurs() && this.#joined.size > 0) await duty.run(signal);
      },
    };
  }

  #sweepDuty(): Duty {
    const { known, clock } = this.#ports;
    return {
      name: 'known documents',
      intervalMs: sweepMs,
      run: async () => {
        for (const { tenant, forms } of this.#scopes) {
          for (const form of forms) {
            const over = [];
            for (const one of known.sweep(tenant, form, clock.now())) {
              over.push(one);
              if (over.length === sweptMax) break;
            }
            await this.#publication.forget(over);
          }
        }
      },
    };
  }
}

function handedOver(name: string): HubError {
  return new HubError('INGEST_HANDED_OVER', `${name} is read by another process now`, {
    retryable: true,
  });
}
