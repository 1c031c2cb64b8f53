import type { Clock } from '@hub/core';
import type { Document } from '@hub/schemas';
import type { MalformedDocument, Page, Position, Source } from '@hub/source';
import { documentEvent } from '../domain/document-event.js';
import { noNodes, openNodes, type OpenNodes } from '../domain/open-nodes.js';
import type { TenantScope } from '../ports.js';
import { Owners } from '../reading/owners.js';
import { RangeQueue, type Range } from './domain/range-queue.js';

export interface BackfillOptions {
  readonly source: Pick<Source, 'changedSince' | 'openTasks'>;
  /** What documents name as their source. */
  readonly name: string;
  readonly form: string;
  readonly tenants: readonly TenantScope[];
  /** Inclusive, UTC milliseconds. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Where an earlier run got to; null to begin. */
  readonly resumeAt: Position | null;
  /** Resolves when all of it is stored. */
  readonly publish: (events: readonly Document[]) => Promise<void>;
  /** Keeps how far it got; everything before is published. */
  readonly save: (position: Position) => Promise<void>;
  readonly onMalformed?: (document: MalformedDocument) => void;
  /** Pages asked for at the same time; default 4. */
  readonly pagesInFlight?: number;
  /** Rows a second at most; null for as fast as it goes. */
  readonly rowsPerSecond: number | null;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface BackfillReport {
  readonly rows: number;
  readonly events: number;
  readonly pages: number;
  readonly malformed: number;
  /** False when it was stopped before its end. */
  readonly complete: boolean;
}

/** Between two savings of the position; as much is published twice, under the same ids, after a kill. */
const saveMs = 1_000;

/**
 * Publishes what was changed in a form between two moments as history, which wakes nobody.
 *
 * The time is divided among several readers, and the next page is on its way while one is published. The ids are those of
 * live reading, which goes on beside it, so whatever both find is one event.
 *
 * @throws HubError of the source or of publishing; run again, it goes on where it was
 */
export async function backfillForm(options: BackfillOptions): Promise<BackfillReport> {
  return new Backfill(options).run();
}

class Backfill {
  readonly #options: BackfillOptions;
  readonly #queue: RangeQueue;
  readonly #owners: Owners;
  readonly #readers: number;
  readonly #beganAt: number;
  #open: OpenNodes = noNodes;
  #failed = false;
  /** Resolves when there may be something to take from another reader, or nothing is left. */
  #pageCome = Promise.withResolvers<undefined>();
  #savedAt: number;
  #saving: Promise<void> = Promise.resolve();
  #report = { rows: 0, events: 0, pages: 0, malformed: 0 };

  constructor(options: BackfillOptions) {
    const { from, to, resumeAt, clock, tenants, pagesInFlight = 4 } = options;
    this.#options = options;
    this.#owners = new Owners(tenants);
    this.#readers = pagesInFlight;
    const at =
      resumeAt === null || resumeAt.modifiedAt < from
        ? { modifiedAt: from, afterId: null }
        : { modifiedAt: resumeAt.modifiedAt, afterId: resumeAt.documentId };
    this.#queue = new RangeQueue(at, to, pagesInFlight);
    this.#beganAt = clock.monotonic();
    this.#savedAt = this.#beganAt;
  }

  async run(): Promise<BackfillReport> {
    const { source, form, save, signal } = this.#options;
    // What waits for somebody now has its steps in its version, as in live reading.
    const tasks = (await source.openTasks?.([form])) ?? [];
    this.#open = openNodes(tasks).get(form) ?? noNodes;
    const readers = Array.from({ length: this.#readers }, () => this.#read());
    const results = await Promise.allSettled(readers);
    await this.#saving;
    await save(this.#queue.lowWater);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return { ...this.#report, complete: !signal.aborted };
  }

  async #read(): Promise<void> {
    try {
      while (!this.#stops && !this.#queue.isOver) {
        const range = this.#queue.take();
        // The next page of another reader tells how much is before him.
        if (range === null) await this.#pageCome.promise;
        else await this.#readRange(range);
      }
    } catch (error) {
      // The others finish their page and stop too.
      this.#failed = true;
      throw error;
    } finally {
      this.#tellPageCome();
    }
  }

  get #stops(): boolean {
    return this.#failed || this.#options.signal.aborted;
  }

  async #readRange(range: Range): Promise<void> {
    let asked: Promise<Page> = this.#ask(range, range.at);
    while (!this.#stops) {
      const page = await asked;
      const { next } = page;
      const goesOn = next !== null && next.modifiedAt < range.end;
      if (goesOn) {
        const at = { modifiedAt: next.modifiedAt, afterId: next.documentId };
        asked = this.#ask(range, at);
        // A fault of it is thrown when its turn comes.
        asked.catch(() => undefined);
      }
      await this.#publish(page, range);
      this.#queue.passed(range, next);
      this.#tellPageCome();
      this.#saveNow();
      if (!goesOn || this.#queue.isDone(range)) return;
    }
  }

  async #ask(range: Range, at: Range['at']): Promise<Page> {
    const { source, form } = this.#options;
    await this.#rest();
    return source.changedSince({
      form,
      organisations: this.#owners.organisationsOf(form),
      modifiedFrom: at.modifiedAt,
      afterId: at.afterId,
      // No document has this id, so the end itself is left to the next range.
      until: { modifiedAt: range.end, documentId: '0' },
    });
  }

  async #publish(page: Page, range: Range): Promise<void> {
    const { publish, onMalformed } = this.#options;
    const events: Document[] = [];
    for (const document of page.documents) {
      // Somebody else has taken over from here.
      if (document.modifiedAt >= range.end) continue;
      for (const tenant of this.#owners.of(document.form, document.summary.organisation)) {
        events.push(this.#eventOf(tenant, document));
      }
    }
    this.#queue.reached(range, page.next);
    this.#tellPageCome();
    for (const document of page.malformed) onMalformed?.(document);
    if (events.length > 0) await publish(events);
    this.#report = {
      rows: this.#report.rows + page.rows,
      events: this.#report.events + events.length,
      pages: this.#report.pages + 1,
      malformed: this.#report.malformed + page.malformed.length,
    };
  }

  #eventOf(tenant: string, document: Page['documents'][number]): Document {
    return documentEvent({
      tenant,
      source: this.#options.name,
      document,
      pending: this.#open.get(document.documentId) ?? [],
      observedAt: this.#options.clock.now(),
      backfill: true,
    });
  }

  /** Keeps to the wanted speed by not asking earlier. */
  async #rest(): Promise<void> {
    const { rowsPerSecond, clock, signal } = this.#options;
    if (rowsPerSecond === null) return;
    const dueMs = this.#beganAt + (this.#report.rows / rowsPerSecond) * 1_000;
    const waitMs = dueMs - clock.monotonic();
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => undefined);
  }

  #tellPageCome(): void {
    this.#pageCome.resolve(undefined);
    this.#pageCome = Promise.withResolvers();
  }

  #saveNow(): void {
    const { clock, save } = this.#options;
    if (clock.monotonic() - this.#savedAt < saveMs) return;
    this.#savedAt = clock.monotonic();
    const position = this.#queue.lowWater;
    // One after another, so that an older position never comes last.
    this.#saving = this.#saving.then(() => save(position));
    this.#saving.catch(() => undefined);
  }
}
