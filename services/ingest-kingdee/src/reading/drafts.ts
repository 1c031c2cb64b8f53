import type { Document } from '@hub/schemas';
import type { Source, SourceDocument } from '@hub/source';
import { deletedEvent, documentEvent } from '../domain/document-event.js';
import { digestOf, newsOf } from '../domain/known-document.js';
import type { OpenNodes } from '../domain/open-nodes.js';
import type { KnownDocuments } from '../ports.js';
import { WatermarkBook } from '../publishing/watermark-book.js';
import type { FormState } from './form-state.js';
import type { Owners } from './owners.js';
import type { FormReading } from './read-form.js';
import type { SingleReading } from './read-singly.js';

/** What events are made with. */
export interface DraftPorts {
  readonly source: Pick<Source, 'openTasks'>;
  /** What documents name as their source. */
  readonly name: string;
  readonly known: KnownDocuments;
}

export interface DraftScope {
  readonly owners: Owners;
  /** Tenants whose forms were never read before, as `WatermarkBook.keyOf`. */
  readonly unread: ReadonlySet<string>;
}

/** What was read of one form in one turn. */
export interface Reading {
  readonly state: FormState;
  readonly open: OpenNodes;
  readonly changed: FormReading;
  readonly single: SingleReading;
}

/** An event that is to be published if its document and its steps belong together. */
export interface Draft {
  readonly state: FormState;
  readonly event: Document;
  /** Its steps come from another answer than the document, and may have moved in between. */
  readonly waits: boolean;
}

/** The events that a reading gives rise to; what says nothing new is done with. */
export function draftsOf(
  ports: DraftPorts,
  scope: DraftScope,
  { state, open, changed, single }: Reading,
  observedAt: number,
): Draft[] {
  const drafts: Draft[] = [];
  for (const document of [...changed.documents, ...single.documents]) {
    const owners = scope.owners.of(state.form, document.summary.organisation);
    if (owners.length === 0) state.ignore(document.documentId, open);
    let isNews = false;
    for (const tenant of owners) {
      const event = eventOf(ports, scope, { tenant, document, open, observedAt });
      if (event === null) continue;
      isNews = true;
      const { step, pending, documentId } = event;
      const waits =
        ports.source.openTasks !== undefined &&
        (step === 'SUBMITTED' || pending.length > 0 || state.waits(documentId));
      drafts.push({ state, event, waits });
    }
    if (!isNews) state.drop(document.documentId);
  }
  for (const documentId of single.gone) {
    const events = deletionsOf(ports, scope, state, documentId, observedAt);
    drafts.push(...events.map((event) => ({ state, event, waits: false })));
    if (events.length === 0) {
      state.ignore(documentId, open);
      state.drop(documentId);
    }
    state.recent.forget(documentId);
  }
  return drafts;
}

/** Null when it says nothing that was not said. */
function eventOf(
  { known, name }: DraftPorts,
  { unread }: DraftScope,
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
    source: name,
    document,
    pending,
    observedAt,
    backfill,
  };
  const event = documentEvent(observation);
  switch (newsOf(event, known.get(tenant, form, documentId))) {
    case 'new':
      return event;
    case 'altered':
      return documentEvent({ ...observation, digest: digestOf(document.summary) });
    case 'known':
      return null;
  }
}

function deletionsOf(
  { known: store, name: source }: DraftPorts,
  { owners }: DraftScope,
  { form, title }: FormState,
  documentId: string,
  observedAt: number,
): Document[] {
  return owners.tenantsOf(form).flatMap((tenant) => {
    const known = store.get(tenant, form, documentId);
    if (known === null || known.step === 'DELETED') return [];
    return [deletedEvent({ source, known, title, observedAt })];
  });
}
