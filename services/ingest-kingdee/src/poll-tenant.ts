import { HubError } from '@hub/core';
import type { Document } from '@hub/schemas';
import { documentEvent } from './domain/document-event.js';
import { isDocument, type ErpDocument, type MalformedBill } from './domain/erp.js';
import { readUpTo, type FormMemory } from './domain/form-memory.js';
import { nodesOf, openNodes, type OpenNodes } from './domain/open-nodes.js';
import type { Erp, Now } from './ports.js';
import { readChanged } from './read-changed.js';
import type { FormNews } from './publish-news.js';

/** Bills read one by one in one poll and form; the others come with the next poll. */
const singleReadsMax = 500;

export interface TenantScope {
  readonly tenant: string;
  readonly forms: readonly string[];
  /** Where a form begins that was never read, UTC milliseconds. */
  readonly startedAt: number;
  /** By form; lives as long as the tenant is polled. */
  readonly memory: ReadonlyMap<string, FormMemory>;
}

export interface PollReport {
  readonly published: number;
  /** Documents that moved while they were read: the next poll takes them, and should come soon. */
  readonly leftForLater: number;
  /** Forms that cannot be read until somebody mends something; the others were read. */
  readonly faults: readonly { readonly form: string; readonly error: HubError }[];
}

interface FormReading {
  readonly form: string;
  readonly memory: FormMemory;
  readonly open: OpenNodes;
  readonly changed: readonly ErpDocument[];
  readonly malformed: readonly MalformedBill[];
  /** What was not published yet. */
  readonly events: readonly Document[];
  /** Ids that were read and are another tenant's, or gone. */
  readonly foreign: readonly string[];
}

/**
 * One look at the ERP for one tenant: open tasks, what changed, what its tasks say changed; publish; move the watermark.
 *
 * A document and its open steps come in different answers. The tasks are therefore asked for before and after, and a
 * document whose steps differ in the two answers is left for the next poll: a version that never was must not be published.
 */
export function pollTenant(
  erp: Erp,
  publishNews: (news: FormNews) => Promise<void>,
  clock: Now,
): (scope: TenantScope) => Promise<PollReport> {
  return async (scope) => {
    const observedAt = clock.now();
    const before = await erp.openTasks(scope.forms);
    const faults: PollReport['faults'][number][] = [];
    const readings: FormReading[] = [];
    for (const form of scope.forms) {
      const read = await readForm(erp, scope, { form, open: openNodes(before, form), observedAt });
      if (read instanceof HubError) faults.push({ form, error: read });
      else readings.push(read);
    }
    const anyNews = readings.some(({ events }) => events.length > 0);
    const after = anyNews ? await erp.openTasks(scope.forms) : before;

    let published = 0;
    let leftForLater = 0;
    for (const { events, changed, ...reading } of readings) {
      const now = openNodes(after, reading.form);
      const [settled, later] = split(
        events,
        ({ documentId }) => nodesOf(reading.open, documentId) === nodesOf(now, documentId),
      );
      const position = readUpTo(changed, new Set(later.map(idOf)));
      const { tenant, startedAt } = scope;
      await publishNews({ ...reading, tenant, startedAt, events: settled, position, observedAt });
      published += settled.length;
      leftForLater += later.length;
    }
    return { published, leftForLater, faults };
  };
}

/** Gives a fault back, instead of throwing it, when only this form suffers from it. */
async function readForm(
  erp: Erp,
  scope: TenantScope,
  reading: { readonly form: string; readonly open: OpenNodes; readonly observedAt: number },
): Promise<FormReading | HubError> {
  const { form, open } = reading;
  const memory = scope.memory.get(form);
  if (memory === undefined) throw new Error(`form ${form} of ${scope.tenant} has no memory`);
  try {
    const { documents: changed, malformed } = await readChanged(erp, form, memory, scope.startedAt);
    const read = new Set(changed.map(idOf));
    const single = memory
      .moved(open)
      .filter((id) => !read.has(id))
      .slice(0, singleReadsMax);
    const answers = await Promise.all(single.map((id) => erp.read(form, id)));
    const [found, unreadable] = split(
      answers.filter((answer) => answer !== null),
      isDocument,
    );
    return {
      form,
      memory,
      open,
      changed,
      malformed: [...malformed, ...unreadable],
      events: newsOf([...changed, ...found], memory, { ...reading, tenant: scope.tenant }),
      foreign: single.filter((_, index) => answers[index] === null),
    };
  } catch (error) {
    if (error instanceof HubError && !error.retryable) return error;
    throw error;
  }
}

function newsOf(
  documents: readonly ErpDocument[],
  memory: FormMemory,
  reading: { readonly tenant: string; readonly open: OpenNodes; readonly observedAt: number },
): Document[] {
  const firstReading = memory.position === null;
  const events = documents.map((document) =>
    documentEvent({
      tenant: reading.tenant,
      source: 'kingdee',
      document: { ...document, people: {}, dates: {}, amounts: {}, figures: {}, lines: [] },
      pending: reading.open.get(document.documentId) ?? [],
      observedAt: reading.observedAt,
      backfill: firstReading && !reading.open.has(document.documentId),
    }),
  );
  const [news, known] = split(events, (event) => memory.isNews(event));
  for (const event of known) memory.keep(event);
  return news;
}

function idOf({ documentId }: { readonly documentId: string }): string {
  return documentId;
}

function split<T, S extends T>(
  all: readonly T[],
  belongs: (one: T) => one is S,
): [S[], Exclude<T, S>[]];
function split<T>(all: readonly T[], belongs: (one: T) => boolean): [T[], T[]];
function split<T>(all: readonly T[], belongs: (one: T) => boolean): [T[], T[]] {
  return [all.filter(belongs), all.filter((one) => !belongs(one))];
}
