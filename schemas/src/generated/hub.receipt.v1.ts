// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Channel, Delivery } from './shared.js';

/** What became of a command, per recipient. */
export interface Receipt {
  /** H(commandId, state, userIds). */
  readonly receiptId: string;
  /** The command. */
  readonly commandId: string;
  /** The event behind the command. */
  readonly eventId: string;
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** Bill number as people know it. */
  readonly number: string;
  /** Version of the document that was shown. */
  readonly version: string;
  /** Channel. */
  readonly channel: Channel;
  /** Template of the command. */
  readonly template: string;
  /** When this became known. UTC milliseconds. */
  readonly at: number;
  /** Per recipient. */
  readonly recipients: readonly Delivery[];
}
