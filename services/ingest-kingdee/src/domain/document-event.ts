import { documentVersion, eventId } from '@hub/core';
import type { Document, PendingNode } from '@hub/schemas';
import type { ErpDocument } from './erp.js';

export interface Observation {
  readonly tenant: string;
  readonly document: ErpDocument;
  readonly pending: readonly PendingNode[];
  /** UTC milliseconds. */
  readonly observedAt: number;
  /** True in the first reading of a form, which finds what happened before anybody was listening. */
  readonly firstReading: boolean;
}

/**
 * The event that says a document reached a version. The same state always makes the same event id.
 *
 * In a first reading, what waits for nobody is history; what waits for somebody is not, however old it is.
 */
export function documentEvent(observation: Observation): Document {
  const { tenant, document, pending, observedAt, firstReading } = observation;
  const { form, documentId, modifiedAt, step, departmentId, summary } = document;
  const version = documentVersion({ modifiedAt, nodes: pending.map(({ node }) => node) });
  return {
    eventId: eventId({ tenant, form, documentId, version, step }),
    tenant,
    form,
    documentId,
    version,
    step,
    summary,
    departmentId,
    pending,
    modifiedAt,
    observedAt,
    backfill: firstReading && pending.length === 0,
    source: 'kingdee',
    people: {},
    dates: {},
    amounts: {},
    figures: {},
    lines: [],
  };
}
