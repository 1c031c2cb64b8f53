// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Channel, Delivery, Step } from './shared.js';

/** Where a call stands. */
export type SendState = 'UNKNOWN' | 'IDLE' | 'CALLING' | 'SENT';

/** One call: a command goes to so many people at a time as DingTalk takes. */
export interface SendPart {
  /** Index of its first recipient in the command. */
  readonly first: number;
  /** CALLING: it may have arrived or not, until the next state is on record. */
  readonly state: SendState;
  /** How often it was made although an earlier one may have arrived. */
  readonly doubts: number;
  /** What DingTalk calls it: task id or processQueryKey; null when it has no name or none was seen. */
  readonly reference: string | null;
  /** When it came to this state. UTC milliseconds. */
  readonly at: number;
  /** What DingTalk said of each; empty before it is sent. */
  readonly recipients: readonly Delivery[];
}

/** A button that opens an address. */
export interface SendButton {
  /** What it says. */
  readonly label: string;
  /** What it opens. */
  readonly url: string;
}

/** What was said. */
export interface SendWords {
  /** Title. */
  readonly title: string;
  /** Text, as markdown. */
  readonly text: string;
  /** Opens the bill; null when there is no address. */
  readonly button: SendButton | null;
}

/** How far the sending of a command has come: written before each call to DingTalk and after the last. */
export interface Send {
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** The command. */
  readonly commandId: string;
  /** The event behind the command. */
  readonly eventId: string;
  /** Channel. */
  readonly channel: Channel;
  /** Step the message told of. */
  readonly step: Step;
  /** Template of the command. */
  readonly template: string;
  /** Version of the document that was shown. */
  readonly version: string;
  /** Bill number as people know it. */
  readonly number: string;
  /** True when no call is left to make. */
  readonly done: boolean;
  /** True when DingTalk was asked what became of it, or need not be. */
  readonly checked: boolean;
  /** Its calls. */
  readonly parts: readonly SendPart[];
  /** Kept of what may have to be said again by another way; null otherwise. */
  readonly words: SendWords | null;
  /** When this became known. UTC milliseconds. */
  readonly at: number;
}
