// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Channel, Priority, Recipient, Step } from './shared.js';

/** With what it is told: MERGE, what came within a short time; DIGEST, all that came until a fixed time of the day. */
export type Bundling = 'UNKNOWN' | 'MERGE' | 'DIGEST';

/** A message that waits to be told together with others; forgotten when it was told. */
export interface Waiting {
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** The command. */
  readonly commandId: string;
  /** The event behind the command. */
  readonly eventId: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** Version of the document that was shown. */
  readonly version: string;
  /** Bill number as people know it. */
  readonly number: string;
  /** Step the message told of. */
  readonly step: Step;
  /** Template of the command. */
  readonly template: string;
  /** Channel. */
  readonly channel: Channel;
  /** Urgency. */
  readonly priority: Priority;
  /** Who is told; never empty. */
  readonly recipients: readonly Recipient[];
  /** With what it is told. */
  readonly bundling: Bundling;
  /** What happened, e.g. 采购订单：已通过; messages with the same one stand together. */
  readonly title: string;
  /** The bill in one line, number first; safe to show. */
  readonly facts: string;
  /** Opens the bill; null when there is no address. */
  readonly url: string | null;
  /** When the event behind this command was observed. UTC milliseconds. */
  readonly issuedAt: number;
  /** When it began to wait. UTC milliseconds. */
  readonly since: number;
  /** When it is told, unless it has to wait for longer. UTC milliseconds. */
  readonly dueAt: number;
  /** The bundle that it is being told in, with all others that name it; null while none was begun. */
  readonly round: string | null;
}
