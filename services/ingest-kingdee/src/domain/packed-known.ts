import { documentVersion } from '@hub/core';
import type { Step } from '@hub/schemas';
import type { KnownDocument } from './known-document.js';

/** Order is what a packed step means; only ever append. */
const steps: readonly Step[] = [
  'UNKNOWN',
  'SAVED',
  'SUBMITTED',
  'APPROVED',
  'REJECTED',
  'WITHDRAWN',
  'CLOSED',
  'VOIDED',
  'DELETED',
  'DUE_SOON',
  'OVERDUE',
  'STUCK',
  'BELOW_LIMIT',
  'WITHIN_LIMIT',
  'ANOMALY',
];
const separator = '\t';
const listSeparator = '\n';
const none = '\u0001';

/**
 * A known document as one flat text of about eighty characters: half a million of them have to fit beside everything
 * else. The tenant, the form and the id stand where it is kept.
 */
export function pack(known: KnownDocument): string {
  const nodes = known.nodes.toSorted();
  const plain = documentVersion({ modifiedAt: known.modifiedAt, nodes });
  return [
    known.version === plain ? '' : known.version,
    steps.indexOf(known.step).toString(36),
    known.modifiedAt.toString(36),
    nodes.join(listSeparator),
    known.digest,
    known.number,
    known.organisation ?? none,
    known.departmentId ?? none,
    known.applicantId ?? none,
    known.publishedAt.toString(36),
    known.facts.join(listSeparator),
  ].join(separator);
}

export function unpack(
  packed: string,
  place: Pick<KnownDocument, 'tenant' | 'form' | 'documentId'>,
): KnownDocument {
  const [
    version = '',
    step = '0',
    modified = '0',
    nodeTexts = '',
    digest = '',
    number = '',
    organisation = none,
    departmentId = none,
    applicantId = none,
    published = '0',
    facts = '',
  ] = packed.split(separator);
  const modifiedAt = Number.parseInt(modified, 36);
  const nodes = listOf(nodeTexts);
  return {
    ...place,
    version: version === '' ? documentVersion({ modifiedAt, nodes }) : version,
    step: steps[Number.parseInt(step, 36)] ?? 'UNKNOWN',
    modifiedAt,
    nodes,
    digest,
    number,
    organisation: optional(organisation),
    departmentId: optional(departmentId),
    applicantId: optional(applicantId),
    facts: listOf(facts),
    publishedAt: Number.parseInt(published, 36),
  };
}

/** Reads two fields without unpacking: when it was published, and whether nothing waits or was told of it. */
export function glance(packed: string): {
  readonly step: Step;
  readonly publishedAt: number;
  readonly hasNodes: boolean;
  readonly hasFacts: boolean;
} {
  const [, step = '0', , nodes = '', , , , , , published = '0', facts = ''] =
    packed.split(separator);
  return {
    step: steps[Number.parseInt(step, 36)] ?? 'UNKNOWN',
    publishedAt: Number.parseInt(published, 36),
    hasNodes: nodes !== '',
    hasFacts: facts !== '',
  };
}

function listOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(listSeparator);
}

function optional(text: string): string | null {
  return text === none ? null : text;
}
