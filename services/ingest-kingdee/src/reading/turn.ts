import { failpoint, HubError, type Clock } from '@hub/core';
import type { MalformedDocument, Source } from '@hub/source';
import { nodesOf, noNodes, openNodes, type OpenNodes } from '../domain/open-nodes.js';
import { ServerClock } from '../domain/server-clock.js';
import { WatermarkBook } from '../publishing/watermark-book.js';
import type { Publication } from '../publishing/publication.js';
import type { KnownDocuments } from '../ports.js';
import type { FormState } from './form-state.js';
import { inOrderOfReading } from './in-order-of-reading.js';
import { inParallel } from './in-parallel.js';
import type { Owners } from './owners.js';
import { draftsOf, type Draft, type Reading } from './drafts.js';
import { readForm } from './read-form.js';
import { readSingly } from './read-singly.js';

/** Forms read at the same time; the client has limits of its own. */
const formsAtOnce = 4;
/** Documents of one turn, over all its forms; what is left comes with the next one, at once. */
const documentsMax = 2_000;
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
      const drafts = readings.flatMap((reading) =>
        draftsOf(this.#ports, scope, reading, observedAt),
      );
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
      for (const { state } of readings) state.doAgain();
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
    const inOrder = inOrderOfReading(due, scope.states, before);
    const results = await inParallel(inOrder, formsAtOnce, async (form) => {
      const state = scope.states.get(form);
      if (state === undefined || room.left <= 0) return null;
      // Forms that are read at the same time must not bring a page each that none of them counted on.
      const expected = state.expectedAt(this.#ports.clock.monotonic(), documentsMax);
      room.left -= expected;
      try {
        return await this.#read(scope, state, before.get(form) ?? noNodes, room);
      } finally {
        room.left += expected;
      }
    });
    const readings: Reading[] = [];
    const faults: { form: string; error: unknown }[] = [];
    for (const [index, result] of results.entries()) {
      const form = inOrder[index] ?? '';
      if (result.status === 'fulfilled') {
        if (result.value !== null) readings.push(result.value);
        continue;
      }
      faults.push({ form, error: result.reason });
      scope.states.get(form)?.doAgain();
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
    const hasSteps = open.size > 0;
    const question = { source, state, organisations, hasSteps, serverClock, room, now, monotonic };
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
    state.calls = 0.8 * state.calls + 0.2 * (changed.calls + single.calls);
    return { state, open, changed, single };
  }

  async #publish(settled: readonly Draft[]): Promise<void> {
    await this.#ports.publication.publish(settled.map(({ event }) => event));
  }

  async #park(scope: TurnScope, readings: readonly Reading[]): Promise<void> {
    for (const { state, open, changed, single } of readings) {
      for (const document of [...changed.malformed, ...single.malformed]) {
        state.ignore(document.documentId, open);
        state.drop(document.documentId);
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
        state.drop(event.documentId);
      } else {
        state.again.add(event.documentId);
        state.held.set(event.documentId, Math.min(event.modifiedAt, observedAt));
      }
    }
    for (const { state, changed } of readings) {
      if (changed.position !== null) state.moveTo(changed.position);
      state.begun = true;
      state.recent.keep();
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

/** A fault that only somebody can mend, and that concerns one form alone. */
export function isLasting(error: unknown): error is HubError {
  return error instanceof HubError && !error.retryable;
}
