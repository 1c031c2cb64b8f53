import { documentVersion, eventId } from '@hub/core';
import type { Document, Figure, PendingNode, Step } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';
import type { KnownDocument } from './known-document.js';

export interface Observation {
  readonly tenant: string;
  /** What documents name as their source: `kingdee`, or the name in the tenant file. */
  readonly source: string;
  readonly document: SourceDocument;
  readonly pending: readonly PendingNode[];
  /** UTC milliseconds. */
  readonly observedAt: number;
  /** True for history, which wakes nobody. */
  readonly backfill: boolean;
  /** Set when the same version was told before with other content: tells the two apart. */
  readonly digest?: string;
}

/** The event that says a document reached a version. The same state always makes the same event id. */
export function documentEvent(observation: Observation): Document {
  const { tenant, source, document, pending, observedAt, backfill, digest } = observation;
  const { form, documentId, modifiedAt, step } = document;
  const plain = documentVersion({ modifiedAt, nodes: pending.map(({ node }) => node) });
  const version = digest === undefined ? plain : `${plain}~${digest}`;
  return {
    ...contentOf(document),
    eventId: eventId({ tenant, form, documentId, version, step }),
    tenant,
    form,
    documentId,
    version,
    step,
    pending,
    modifiedAt,
    observedAt,
    backfill,
    source,
  };
}

export interface Fact {
  readonly tenant: string;
  readonly source: string;
  /** What the fact is about, as it was read last. */
  readonly document: SourceDocument;
  readonly step: Step;
  /**
   * Names this one fact of this document for ever, e.g. `OVERDUE:7:1767225600000`; it makes the event id, so the same
   * fact is one event however often it is found.
   */
  readonly fact: string;
  /** UTC milliseconds. */
  readonly observedAt: number;
  /** Numbers that the fact is about; they go before those of the document. */
  readonly figures?: Readonly<Record<string, Figure>>;
  /** The open steps, where the fact is about them: then it can be decided upon, as the version that has them. */
  readonly pending?: readonly PendingNode[];
  readonly backfill?: boolean;
}

/** The event that says that time or a limit made something true of a document. */
export function factEvent(about: Fact): Document {
  const { tenant, source, document, step, fact, observedAt } = about;
  const { form, documentId, modifiedAt } = document;
  const content = contentOf(document);
  const nodes = about.pending?.map(({ node }) => node);
  return {
    ...content,
    figures: { ...content.figures, ...about.figures },
    eventId: eventId({ tenant, form, documentId, version: fact, step }),
    tenant,
    form,
    documentId,
    // Whoever decides is asked for the version that he saw; the fact is in the id alone.
    version: nodes === undefined ? fact : documentVersion({ modifiedAt, nodes }),
    step,
    pending: about.pending ?? [],
    modifiedAt,
    observedAt,
    backfill: about.backfill ?? false,
    source,
  };
}

export interface Deletion {
  readonly source: string;
  readonly known: KnownDocument;
  readonly title: string;
  readonly observedAt: number;
}

/** The event that says that a document is gone, with the little that is still known of it. */
export function deletedEvent(deletion: Deletion): Document {
  const { source, known, title, observedAt } = deletion;
  const { tenant, form, documentId, version, modifiedAt, number, applicantId } = known;
  const step = 'DELETED';
  return {
    eventId: eventId({ tenant, form, documentId, version, step }),
    tenant,
    form,
    documentId,
    version,
    step,
    summary: {
      number: number === '' ? documentId : number,
      title,
      amount: null,
      localAmount: null,
      counterparty: null,
      department: null,
      organisation: known.organisation,
      // His name is not kept; whoever shows it finds it by the id.
      applicant: applicantId === null ? null : { userId: applicantId, name: applicantId },
      date: null,
      note: null,
    },
    departmentId: known.departmentId,
    pending: [],
    modifiedAt,
    observedAt,
    backfill: false,
    source,
    people: {},
    dates: {},
    amounts: {},
    figures: {},
    lines: [],
  };
}

function contentOf({
  summary,
  departmentId,
  people,
  dates,
  amounts,
  figures,
  lines,
}: SourceDocument): Pick<
  Document,
  'summary' | 'departmentId' | 'people' | 'dates' | 'amounts' | 'figures' | 'lines'
> {
  return { summary, departmentId, people, dates, amounts, figures, lines };
}
