// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Step } from './shared.js';

/** What ingest published last of one document, so that a restart neither repeats nor forgets anything. */
export interface Known {
  /** Subsidiary. */
  readonly tenant: string;
  /** Form id of the ERP. */
  readonly form: string;
  /** Internal id of the document. */
  readonly documentId: string;
  /** Version last published. */
  readonly version: string;
  /** Step last published. */
  readonly step: Step;
  /** Event last published. */
  readonly eventId: string;
  /** When the ERP last changed the document, as last published. UTC milliseconds. */
  readonly modifiedAt: number;
  /** Workflow steps that waited. */
  readonly nodes: readonly string[];
  /** Digest of what else is compared by reconcile: amount, currency, organisation. */
  readonly digest: string;
  /** Number that people know the document by, so that its deletion can be told. */
  readonly number: string;
  /** Number of the organisation. */
  readonly organisation: string | null;
  /** Internal id of the department. */
  readonly departmentId: string | null;
  /** Internal id of the user who made it. */
  readonly applicantId: string | null;
  /** Facts made by time or by a limit that were published already, e.g. OVERDUE:7:1767225600000. */
  readonly facts: readonly string[];
  /** When it was published. UTC milliseconds. */
  readonly publishedAt: number;
}
