// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Action } from './shared.js';

/** How the person acted. */
export type Source = 'UNKNOWN' | 'BUTTON' | 'REPLY';

/** Anything a person did in DingTalk: a button, a reply. */
export interface Click {
  /** H of what DingTalk sent; a redelivery has the same id. */
  readonly clickId: string;
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** Workflow node the person acts upon. */
  readonly node: string;
  /** DingTalk organisation of the connection that received it. */
  readonly corpId: string;
  /** DingTalk user who acted. */
  readonly userId: string;
  /** Source. */
  readonly source: Source;
  /** Action. */
  readonly action: Action;
  /** Reason or opinion the person gave. */
  readonly reason: string | null;
  /** The single-use capability the hub had put behind the button; checked again before anything is written. */
  readonly capability: string;
  /** The card it came from (outTrackId). */
  readonly commandId: string;
  /** When it reached the hub. UTC milliseconds. */
  readonly at: number;
}
