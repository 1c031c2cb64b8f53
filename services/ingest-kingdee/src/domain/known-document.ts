import { hashId } from '@hub/core';
import type { Document, Known, Step, Summary } from '@hub/schemas';

/** What was published last of a document; its event id follows from the rest. */
export type KnownDocument = Omit<Known, 'eventId'>;

/**
 * What is to be known of a document after an event about it; null when it is not known any more. `before` is what is
 * known at the moment of storing, so that what two tasks found out about one document is joined.
 */
export type Remember = (event: Document, before: KnownDocument | null) => KnownDocument | null;

/** Characters of a digest behind the mark of how it is made; 48 bits are plenty to see one document change. */
const digestLength = 12;

/**
 * What is compared beside version and step: amounts with their currency, organisation, counterparty, number. The first
 * character says how it is made, so that another way of making it is not taken for a change of every document.
 */
export function digestOf({
  amount,
  localAmount,
  organisation,
  counterparty,
  number,
}: Summary): string {
  const money = [amount, localAmount].map((one) =>
    one === null ? '' : `${one.amount.toFixed()} ${one.currency}`,
  );
  const parts = [...money, organisation ?? '', counterparty ?? '', number];
  return `1${hashId('digest', ...parts).slice(0, digestLength)}`;
}

/** True when both digests are made in the same way and differ; an empty one says nothing. */
export function digestsDiffer(a: string, b: string): boolean {
  return a !== '' && b !== '' && a[0] === b[0] && a !== b;
}

/** Remembers the state that an event tells; facts told before are kept. */
export function rememberState(event: Document, before: KnownDocument | null): KnownDocument {
  return {
    tenant: event.tenant,
    form: event.form,
    documentId: event.documentId,
    version: event.version,
    step: event.step,
    modifiedAt: event.modifiedAt,
    nodes: event.pending.map(({ node }) => node).toSorted(),
    digest: digestOf(event.summary),
    number: event.summary.number,
    organisation: event.summary.organisation,
    departmentId: event.departmentId,
    applicantId: event.summary.applicant?.userId ?? null,
    facts: before?.facts ?? [],
    publishedAt: event.observedAt,
  };
}

/** Remembers that a fact was told; the state stays what was told of it last. */
export function rememberFact(fact: string): Remember {
  return (event, before) => {
    const state = before ?? { ...rememberState(event, null), version: '' };
    const facts = state.facts.includes(fact) ? state.facts : [...state.facts, fact];
    return { ...state, facts, publishedAt: event.observedAt };
  };
}

/** What stands between a version and the digest that tells two contents of it apart. */
const contentMark = '~';

/**
 * What an event is, compared with what was told last of its document. `altered` is the same version with another content:
 * two changes within the resolution of the system's clock, or a change that left the time alone.
 */
export function newsOf(event: Document, known: KnownDocument | null): 'new' | 'altered' | 'known' {
  if (known === null) return 'new';
  const [version] = known.version.split(contentMark);
  if (version !== event.version || known.step !== event.step) return 'new';
  return digestsDiffer(known.digest, digestOf(event.summary)) ? 'altered' : 'known';
}

const dayMs = 86_400_000;

/**
 * How long a document is kept in mind after it was published last. What is open, or was told a fact, is kept as long as
 * the topic keeps it; what was approved may still be closed without a trace of time, which reconcile then finds.
 */
export function keptMs(known: {
  readonly step: Step;
  readonly hasNodes: boolean;
  readonly hasFacts: boolean;
}): number {
  if (known.hasNodes || known.hasFacts) return 90 * dayMs;
  switch (known.step) {
    case 'CLOSED':
    case 'VOIDED':
    case 'DELETED':
      return 2 * dayMs;
    case 'APPROVED':
      return 14 * dayMs;
    default:
      return 90 * dayMs;
  }
}
