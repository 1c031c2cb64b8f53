import { keyOf, type Known } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';
import { aDocument, aSummary, FakeClock } from '@hub/testkit';
import { Account } from '../accounts/account.js';
import { IngestTelemetry } from '../ingest-telemetry.js';
import { KnownStore } from '../known-store.js';
import type { AccountScope, TenantScope } from '../ports.js';
import { MemoryEvents, silentLog } from './memory-events.js';
import { MemorySource } from './memory-source.js';

export const form = 'PUR_PurchaseOrder';
export const organisation = '100';

/** Between two turns of `poll`; all forms are due every time. */
const fixedMs = 1_000;

/** One account being read, with its system and its topics in memory. */
export class ReadAccount {
  readonly clock: FakeClock;
  readonly source: MemorySource;
  readonly events = new MemoryEvents();
  readonly scopes: readonly TenantScope[];
  store = new KnownStore();
  isOurs = true;
  /** Whether the people of a tenant are known. */
  peopleKnown: (tenant: string) => boolean = () => true;
  #account: Account;
  #scope: AccountScope | null = null;
  #started = false;

  constructor(
    options: {
      readonly scopes?: readonly TenantScope[];
      readonly forms?: readonly string[];
      readonly source?: MemorySource;
      readonly clock?: FakeClock;
    } = {},
  ) {
    const forms = options.forms ?? [form];
    this.scopes = options.scopes ?? [{ tenant: 'huadong', forms, organisations: [organisation] }];
    this.source = options.source ?? new MemorySource(forms);
    this.clock = options.clock ?? new FakeClock();
    this.#account = this.#open();
  }

  /** A new process: all it knows is what the topics say. */
  restart(): void {
    this.store = new KnownStore();
    const newest = new Map(this.events.known.map((known) => [placeOf(known), known]));
    for (const known of newest.values()) this.store.hear(known, known, this.clock.now());
    this.#account = this.#open();
  }

  /** One turn over the forms that are due. */
  async poll(due?: readonly string[]): Promise<Awaited<ReturnType<Account['take']>>> {
    return this.#account.take(due ?? this.scopes.flatMap(({ forms }) => forms).filter(isFirst));
  }

  /** What duties of the account work with. */
  get scope(): AccountScope {
    if (this.#scope === null) throw new Error('the account was not opened');
    return this.#scope;
  }

  get account(): Account {
    return this.#account;
  }

  start(): void {
    this.#started = true;
    this.#account.start();
  }

  async close(): Promise<void> {
    if (this.#started) await this.#account.close();
  }

  /** A submitted order that changed just now. */
  aBill(documentId: string, over: Partial<SourceDocument> = {}): SourceDocument {
    const { step, departmentId } = aDocument();
    return {
      form,
      documentId,
      modifiedAt: this.clock.now(),
      step,
      departmentId,
      summary: aSummary({ organisation, number: `CGDD${documentId}` }),
      people: {},
      dates: {},
      amounts: {},
      figures: {},
      lines: [],
      ...over,
    };
  }

  /** What was published, as `id STEP open+steps`. */
  get published(): string[] {
    return this.events.documents.map(({ documentId, step, pending }) =>
      `${documentId} ${step} ${pending.map(({ node }) => node).join('+')}`.trim(),
    );
  }

  #open(): Account {
    const { source, events, clock, scopes, store } = this;
    const plan = {
      ...{ key: 'account', name: 'kingdee of huadong', source: 'kingdee', kind: 'memory' },
      ...{ tenants: [], meanMs: 10_000, open: () => source, scopes: () => scopes },
    };
    const ports = {
      events,
      known: store,
      watermarks: {
        get: (tenant: string, of: string) =>
          events.watermarks.findLast((one) => one.tenant === tenant && one.form === of) ?? null,
      },
      peopleKnown: (tenant: string) => this.peopleKnown(tenant),
      dutiesOf: (scope: AccountScope) => {
        this.#scope = scope;
        return [];
      },
      fixedMs,
      telemetry: new IngestTelemetry(),
      clock,
      log: silentLog,
    };
    return new Account(plan, ports, () => this.isOurs);
  }
}

function placeOf(known: Known): string {
  return keyOf('hub.known.v1', known);
}

function isFirst(one: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(one) === index;
}
