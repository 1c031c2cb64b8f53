import type { Document, PendingNode } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';
import { FakeClock } from '@hub/testkit';
import { documentEvent } from '../domain/document-event.js';
import { rememberState, type KnownDocument } from '../domain/known-document.js';
import type { Watches } from '../facts/watches.js';
import type { AccountScope, TenantScope } from '../ports.js';
import { MemoryBook } from './memory-book.js';

export interface LogLine {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** An account whose book, memory and topic lie open to a test. */
export class MemoryAccount {
  readonly clock: FakeClock;
  readonly book: MemoryBook;
  readonly tenants: readonly TenantScope[];
  readonly events: Document[] = [];
  readonly looked: string[] = [];
  readonly warnings: LogLine[] = [];
  readonly #known = new Map<string, KnownDocument>();
  readonly #since = new Map<string, number>();

  constructor(
    over: {
      readonly book?: MemoryBook;
      readonly clock?: FakeClock;
      readonly tenants?: readonly TenantScope[];
    } = {},
  ) {
    this.clock = over.clock ?? new FakeClock();
    this.book = over.book ?? new MemoryBook();
    this.tenants = over.tenants ?? [
      { tenant: 'huadong', forms: this.book.forms, organisations: ['100', '101'] },
    ];
  }

  get scope(): AccountScope {
    const log = {
      info: (): void => undefined,
      warn: (fields: object, message: string): void => {
        this.warnings.push({ fields: { ...fields }, message });
      },
      error: (): void => undefined,
    };
    return {
      source: this.book,
      name: 'kingdee',
      tenants: this.tenants,
      known: {
        get: (tenant, form, documentId) =>
          this.#known.get(`${tenant}/${form}/${documentId}`) ?? null,
        of: (tenant, form) =>
          [...this.#known.values()].filter((one) => one.tenant === tenant && one.form === form),
      },
      publish: async (events, remember = rememberState) => {
        for (const event of events) {
          this.events.push(event);
          const { tenant, form, documentId } = event;
          const place = `${tenant}/${form}/${documentId}`;
          const known = remember(event, this.#known.get(place) ?? null);
          if (known === null) this.#known.delete(place);
          else this.#known.set(place, known);
        }
      },
      wake: () => undefined,
      lookAgain: (form, ids) => {
        this.looked.push(...ids.map((id) => `${form}/${id}`));
      },
      clock: this.clock,
      log,
    };
  }

  /** Beginnings that survive a restart, as the topic's do. */
  get watches(): Watches {
    return {
      since: async (tenant, what) => {
        const name = `${tenant}/${what}`;
        const since = this.#since.get(name) ?? this.clock.now();
        this.#since.set(name, since);
        return since;
      },
    };
  }

  /** Takes a document for published, as reading what changed does. */
  know(tenant: string, document: SourceDocument, pending: readonly PendingNode[] = []): void {
    const event = documentEvent({
      tenant,
      source: 'kingdee',
      document,
      pending,
      observedAt: this.clock.now(),
      backfill: false,
    });
    const place = `${tenant}/${document.form}/${document.documentId}`;
    this.#known.set(place, rememberState(event, this.#known.get(place) ?? null));
  }

  forget(tenant: string, form: string, documentId: string): void {
    this.#known.delete(`${tenant}/${form}/${documentId}`);
  }

  /** What was told, as `step documentId version`. */
  get told(): string[] {
    return this.events.map(({ step, documentId, version, backfill }) =>
      [step, documentId, version, ...(backfill ? ['history'] : [])].join(' '),
    );
  }
}
