// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { ErpPerson, Step, Summary } from './shared.js';

/** One instance of a workflow step that waits for somebody. */
export interface PendingNode {
  /** Id of the instance of the step (FASSIGNID); a bill sent back and submitted again gets a new one. */
  readonly node: string;
  /** Name of the step. */
  readonly name: string;
  /** When the step began to wait. UTC milliseconds. */
  readonly since: number;
  /** Who may decide. */
  readonly approvers: readonly ErpPerson[];
}

/** A bill in the ERP at one version. */
export interface Document {
  /** H(tenant, form, documentId, version, step); the same change always gets the same id. */
  readonly eventId: string;
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** Opaque version: modification time in UTC milliseconds and the open workflow nodes. Differs whenever what a person decides upon differs. */
  readonly version: string;
  /** Status step that the document reached. */
  readonly step: Step;
  /** What people are shown. */
  readonly summary: Summary;
  /** Internal id of the department in the ERP. */
  readonly departmentId: string | null;
  /** Workflow steps that wait; empty when none. */
  readonly pending: readonly PendingNode[];
  /** When the ERP last changed the document. UTC milliseconds. */
  readonly modifiedAt: number;
  /** When the hub read this version. UTC milliseconds. */
  readonly observedAt: number;
  /** True when the event was read for history; nobody is woken by it. */
  readonly backfill: boolean;
}
