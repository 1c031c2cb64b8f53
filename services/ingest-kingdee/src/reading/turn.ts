import { failpoint, HubError, type Clock } from '@hub/core';
import type { Document } from '@hub/schemas';
import type { MalformedDocument, Source, SourceDocument } from '@hub/source';
import { deletedEvent, documentEvent } from '../domain/document-event.js';
import { digestOf, newsOf } from '../domain/known-document.js';
import { nodesOf, noNodes, openNodes, type OpenNodes } from '../domain/open-nodes.js';
import { ServerClock } from '../domain/server-clock.js';
import { WatermarkBook } from '../publishing/watermark-book.js';
import type { Publication } from '../publishing/publication.js';
import type { KnownDocuments } from '../ports.js';
import type { FormState } from './form-state.js';
import { inParallel } from './in-parallel.js';
import type { Owners } from './owners.js';
import { readForm, type FormReading } from './read-form.js';
import { readSingly, type SingleReading } from './read-singly.js';

/** Forms read at the same time; the client has limits of its own. */
const formsAtOnce = 4;
/** Documents of one turn, over all its forms; what is left comes with the next one, at once. */
const documentsMax = 10_000;
/** Documents read one by one in one turn and form. */
const singlesMax = 500;

export interface TurnPorts {
  readonly source: Source;
  /** What documents name as their source. */
  readonly name: string;
  readonly known: KnownDocuments;
  readonly publication: Publication;
  readonly watermarks: WatermarkBook;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

export interface TurnScope {
  readonly owners: Owners;
  /** By form; lives as long as the account is read. */
  readonly states: ReadonlyMap<string, FormState>;
  /** Tenants whose forms were never read before, as `WatermarkBook.keyOf`; emptied as they are. */
  readonly unread: Set<string>;
}

export interface TurnReport {
  readonly published: number;
  /** More is waiting to be read: the next turn should come at once. */
  readonly more: boolean;
  /** Forms that could not be read; the others were. */
  readonly faults: readonly { readonly form: string; readonly error: unknown }[];
}

interface Reading {
  readonly state: FormState;
  readonly open: OpenNodes;
  readonly changed: FormReading;
  readonly single: SingleReading;
}

/** An event that is to be published if its document and its steps belong together. */
interface Draft {
  readonly state: FormState;
  readonly event: Document;
  /** Its steps come from another answer than the document, and may have moved in between. */
  readonly waits: boolean;
}

/**
 * One look at a system for all tenants of an account: open tasks, what changed in the forms that are due, what the tasks
 * say changed; publish; move the watermarks.
 *
 * A document and its open steps come in different answers. The tasks are therefore asked for before and after, and a
 * document whose steps differ in the two answers is left for the next turn: a version that never was must not be
 * published. A document that waits for nobody and is not submitted has no steps that could move.
 */
export class Turn {
  readonly #ports: TurnPorts;
  readonly #serverClock = new ServerClock();

  constructor(ports: TurnPorts) {
    this.#ports = ports;
  }

  async take(scope: TurnScope, due: readonly string[]): Promise<TurnReport> {
    const observedAt = this.#ports.clock.now();
    const before = await this.#tasks(scope);
    failpoint('ingest.afterTasks');
    const { readings, faults } = await this.#readAll(scope, due, before);
    failpoint('ingest.afterRead');
    try {
      const drafts = readings.flatMap((reading) => this.#drafts(scope, reading, observedAt));
      const after = drafts.some(({ waits }) => waits) ? await this.#tasks(scope) : before;
      const settled = drafts.filter(
        ({ waits, event: { form, documentId } }) =>
          !waits ||
          nodesOf(before.get(form) ?? noNodes, documentId) ===
            nodesOf(after.get(form) ?? noNodes, documentId),
      );
      await this.#publish(settled);
      await this.#park(scope, readings);
      this.#settle(readings, drafts, new Set(settled), observedAt);
      await this.#moveWatermarks(scope, readings, settled, observedAt);
      const held = readings.some(({ state }) => state.held.size > 0);
      const resumes = readings.some(({ state }) => state.resumeAt !== null);
      return { published: settled.length, more: held || resumes, faults };
    } catch (error) {
      for (const { state } of readings) state.beginAgain();
      throw error;
    }
  }

  async #tasks({ owners }: TurnScope): Promise<ReadonlyMap<string, OpenNodes>> {
    const { source } = this.#ports;
    if (source.openTasks === undefined) return new Map();
    return openNodes(await source.openTasks(owners.forms));
  }

  async #readAll(
    scope: TurnScope,
    due: readonly string[],
    before: ReadonlyMap<string, OpenNodes>,
  ): Promise<{ readings: Reading[]; faults: { form: string; error: unknown }[] }> {
    const room = { left: documentsMax };
    const results = await inParallel(due, formsAtOnce, async (form) => {
      const state = scope.states.get(form);
      if (state === undefined || room.left <= 0) return null;
      return this.#read(scope, state, before.get(form) ?? noNodes, room);
    });
    const readings: Reading[] = [];
    const faults: { form: string; error: unknown }[] = [];
    for (const [index, result] of results.entries()) {
      const form = due[index] ?? '';
      if (result.status === 'fulfilled') {
        if (result.value !== null) readings.push(result.value);
        continue;
      }
      faults.push({ form, error: result.reason });
      scope.states.get(form)?.beginAgain();
    }
    return { readings, faults };
  }

  async #read(
    { owners }: TurnScope,
    state: FormState,
    open: OpenNodes,
    room: { left: number },
  ): Promise<Reading> {
    const { source, clock } = this.#ports;
    const organisations = owners.organisationsOf(state.form);
    const now = clock.now();
    const monotonic = clock.monotonic();
    const serverClock = this.#serverClock;
    const question = { source, state, organisations, serverClock, room, now, monotonic };
    const changed = await readForm(question);
    const read = new Set(
      [...changed.documents, ...changed.malformed].map(({ documentId }) => documentId),
    );
    const singles = [...new Set([...state.again, ...state.moved(open)])]
      .filter((id) => !read.has(id))
      .slice(0, singlesMax);
    const single = await readSingly(source, state.form, singles, organisations);
    state.readAt = now;
    state.readAtMonotonic = monotonic;
    noteCalls(state, changed, single);
    return { state, open, changed, single };
  }

  #drafts(
    scope: TurnScope,
    { state, open, changed, single }: Reading,
    observedAt: number,
  ): Draft[] {
    const drafts: Draft[] = [];
    for (const document of [...changed.documents, ...single.documents]) {
      const owners = scope.owners.of(state.form, document.summary.organisation);
      if (owners.length === 0) state.ignore(document.documentId, open);
      let isNews = false;
      for (const tenant of owners) {
        const event = this.#eventOf(scope, { tenant, document, open, observedAt });
        if (event === null) continue;
        isNews = true;
        const { step, pending, documentId } = event;
        const waits =
          this.#ports.source.openTasks !== undefined &&
          (step === 'SUBMITTED' || pending.length > 0 || state.waits(documentId));
        drafts.push({ state, event, waits });
      }
      if (!isNews) drop(state, document.documentId);
    }
    for (const documentId of single.gone) {
      const events = this.#deletions(scope, state, documentId, observedAt);
      drafts.push(...events.map((event) => ({ state, event, waits: false })));
      if (events.length === 0) {
        state.ignore(documentId, open);
        drop(state, documentId);
      }
      state.recent.forget(documentId);
    }
    return drafts;
  }

  /** Null when it says nothing that was not said. */
  #eventOf(
    { unread }: TurnScope,
    of: {
      readonly tenant: string;
      readonly document: SourceDocument;
      readonly open: OpenNodes;
      readonly observedAt: number;
    },
  ): Document | null {
    const { tenant, document, open, observedAt } = of;
    const { form, documentId } = document;
    const pending = open.get(documentId) ?? [];
    // In a first reading what waits for nobody is history; what waits for somebody is not, however old it is.
    const backfill = unread.has(WatermarkBook.keyOf(tenant, form)) && pending.length === 0;
    const observation = {
      tenant,
      source: this.#ports.name,
      document,
      pending,
      observedAt,
      backfill,
    };
    const event = documentEvent(observation);
    switch (newsOf(event, this.#ports.known.get(tenant, form, documentId))) {
      case 'new':
        return event;
      case 'altered':
        return documentEvent({ ...observation, digest: digestOf(document.summary) });
      case 'known':
        return null;
    }
  }

  #deletions(
    { owners }: TurnScope,
    { form, title }: FormState,
    documentId: string,
    observedAt: number,
  ): Document[] {
    const { known: store, name: source } = this.#ports;
    return owners.tenantsOf(form).flatMap((tenant) => {
      const known = store.get(tenant, form, documentId);
      if (known === null || known.step === 'DELETED') return [];
      return [deletedEvent({ source, known, title, observedAt })];
    });
  }

  async #publish(settled: readonly Draft[]): Promise<void> {
    await this.#ports.publication.publish(settled.map(({ event }) => event));
  }

  async #park(scope: TurnScope, readings: readonly Reading[]): Promise<void> {
    for (const { state, open, changed, single } of readings) {
      for (const document of [...changed.malformed, ...single.malformed]) {
        state.ignore(document.documentId, open);
        drop(state, document.documentId);
        const tenant = this.#tenantOf(scope, document);
        if (tenant === null || !state.noteMalformed(document)) continue;
        await this.#ports.publication.park(tenant, document);
      }
    }
  }

  /** Of a malformed document nobody knows for certain whose it is: who had it before, else the first who reads the form. */
  #tenantOf({ owners }: TurnScope, { form, documentId }: MalformedDocument): string | null {
    const tenants = owners.tenantsOf(form);
    const before = tenants.find((tenant) => this.#ports.known.get(tenant, form, documentId));
    return before ?? tenants[0] ?? null;
  }

  /** What was published is done with, the rest is looked at again in the next turn. */
  #settle(
    readings: readonly Reading[],
    drafts: readonly Draft[],
    settled: ReadonlySet<Draft>,
    observedAt: number,
  ): void {
    for (const draft of drafts) {
      const { state, event } = draft;
      if (settled.has(draft)) {
        state.note({ documentId: event.documentId, nodes: event.pending.map(({ node }) => node) });
        drop(state, event.documentId);
      } else {
        state.again.add(event.documentId);
        state.held.set(event.documentId, Math.min(event.modifiedAt, observedAt));
      }
    }
    for (const { state, changed } of readings) {
      if (changed.position !== null) state.moveTo(changed.position);
      state.begun = true;
    }
  }

  async #moveWatermarks(
    { owners, unread }: TurnScope,
    readings: readonly Reading[],
    settled: readonly Draft[],
    observedAt: number,
  ): Promise<void> {
    const { watermarks } = this.#ports;
    const news = new Set(settled.map(({ event }) => WatermarkBook.keyOf(event.tenant, event.form)));
    for (const { state } of readings) {
      for (const tenant of owners.tenantsOf(state.form)) {
        watermarks.note(tenant, state.form, state.settledUpTo, observedAt);
      }
    }
    await this.#ports.publication.whileOurs(() => watermarks.publish(news));
    for (const { state } of readings) {
      if (state.resumeAt !== null) continue;
      for (const tenant of owners.tenantsOf(state.form)) {
        unread.delete(WatermarkBook.keyOf(tenant, state.form));
      }
    }
  }
}

function drop(state: FormState, documentId: string): void {
  state.again.delete(documentId);
  state.held.delete(documentId);
}

/** Rows of documents cost a question of their own, where the system does not say what it cost. */
function noteCalls(state: FormState, changed: FormReading, single: SingleReading): void {
  const rows = changed.documents.some(({ lines }) => lines.length > 0) ? 1 : 0;
  state.calls = 0.8 * state.calls + 0.2 * (changed.calls + rows + single.calls);
}

/** A fault that only somebody can mend, and that concerns one form alone. */
export function isLasting(error: unknown): error is HubError {
  return error instanceof HubError && !error.retryable;
}
