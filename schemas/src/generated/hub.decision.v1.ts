// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Action, Step, Summary } from './shared.js';

/** INTENT before the ERP is called; DONE or REFUSED after; UNDECIDED when a human must look. */
export type DecisionState = 'UNKNOWN' | 'INTENT' | 'DONE' | 'REFUSED' | 'UNDECIDED';

/** Who decided, in both systems. */
export interface Actor {
  /** DingTalk user id. */
  readonly userId: string;
  /** Name. */
  readonly name: string;
  /** ERP user id; null when unbound. */
  readonly erpUserId: string | null;
}

/** What is written back for one workflow node: intent, then outcome. */
export interface Decision {
  /** H(tenant, documentId, node, nonce); also the reference in the opinion that the ERP keeps. */
  readonly decisionId: string;
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** Workflow node decided upon. */
  readonly node: string;
  /** State. */
  readonly state: DecisionState;
  /** Action. */
  readonly action: Action;
  /** Who. */
  readonly actor: Actor;
  /** Reason or opinion. */
  readonly comment: string | null;
  /** Code of the refusal, e.g. WRITEBACK_STALE; null unless refused or undecided. */
  readonly refusal: string | null;
  /** Version of the document that was shown to the actor. */
  readonly version: string;
  /** The card the click came from. */
  readonly commandId: string;
  /** The click that caused it. */
  readonly clickId: string;
  /** The document as the ERP showed it when the decision was made. */
  readonly summary: Summary | null;
  /** Step of the document afterwards; UNKNOWN while intent. */
  readonly documentStep: Step;
  /** When this state was reached. UTC milliseconds. */
  readonly at: number;
}
