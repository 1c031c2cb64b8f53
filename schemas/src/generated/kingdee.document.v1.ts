// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { ErpPerson, Figure, Money, Step, Summary } from './shared.js';

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

/** One row of a document. */
export interface Line {
  /** Internal id of the row in the ERP. */
  readonly lineId: string;
  /** Number of the material, expense or account. */
  readonly item: string | null;
  /** Name of the material, expense or account. */
  readonly name: string | null;
  /** Quantity with its unit. */
  readonly quantity: Figure | null;
  /** Price of one unit, tax included. */
  readonly price: Money | null;
  /** Amount of the row in the currency of the bill, tax included. */
  readonly amount: Money | null;
  /** Date of the row, e.g. of delivery or payment. UTC milliseconds. */
  readonly date: number | null;
  /** Business status of the row in the code of the ERP. */
  readonly status: string | null;
  /** Free text of the row, shortened to 500 characters. */
  readonly note: string | null;
}

/** A bill in the ERP at one version, or a fact about one. */
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
  /** Step that the document reached. */
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
  /** Name of the source it was read from, as the tenant file calls it. */
  readonly source: string;
  /** Further people by their part, e.g. approver, buyer, salesman. */
  readonly people: Readonly<Record<string, ErpPerson>>;
  /** Further dates by name, e.g. due, delivery, plannedFinish. */
  readonly dates: Readonly<Record<string, number>>;
  /** Further amounts by name, e.g. paid, open, tax. */
  readonly amounts: Readonly<Record<string, Money>>;
  /** Numbers that the step is about, e.g. onHand, safetyStock, daysOverdue, hoursWaiting. */
  readonly figures: Readonly<Record<string, Figure>>;
  /** Rows of the document, at most 200; the document says in figures.lines how many there are. */
  readonly lines: readonly Line[];
}
