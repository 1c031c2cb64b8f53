// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type {
  Action,
  Channel,
  Figure,
  Money,
  Priority,
  Recipient,
  Step,
  Summary,
} from './shared.js';

/** The decision a message tells of. */
export interface DecisionNotice {
  /** Action. */
  readonly action: Action;
  /** Name of the person who decided. */
  readonly actor: string;
  /** Reason or opinion. */
  readonly comment: string | null;
  /** When. UTC milliseconds. */
  readonly decidedAt: number;
  /** Step of the document afterwards. */
  readonly documentStep: Step;
}

/** One message about one event, by one channel, to the recipients it lists. */
export interface Command {
  /** H(eventId, channel, template), of a group with its name; the outTrackId of the card. */
  readonly commandId: string;
  /** The event this message is about. */
  readonly eventId: string;
  /** Subsidiary: one account book and organisation scope, one DingTalk organisation. */
  readonly tenant: string;
  /** Form id of the ERP, e.g. PUR_PurchaseOrder. */
  readonly form: string;
  /** Internal id of the bill in the ERP. */
  readonly documentId: string;
  /** Version of the document that is shown. */
  readonly version: string;
  /** Channel. */
  readonly channel: Channel;
  /** Name of the template, e.g. approval or decision. */
  readonly template: string;
  /** Urgency. */
  readonly priority: Priority;
  /** Step the document reached; UNKNOWN for a message about a decision. */
  readonly step: Step;
  /** What people are shown. */
  readonly summary: Summary;
  /** Who is told; never empty. */
  readonly recipients: readonly Recipient[];
  /** Set when the message tells of a decision. */
  readonly decision: DecisionNotice | null;
  /** When the event behind this command was observed. UTC milliseconds. */
  readonly issuedAt: number;
  /** Further dates by name, e.g. due, delivery, plannedFinish. */
  readonly dates: Readonly<Record<string, number>>;
  /** Further amounts by name, e.g. paid, open, tax. */
  readonly amounts: Readonly<Record<string, Money>>;
  /** Numbers that the step is about, e.g. onHand, safetyStock, daysOverdue, hoursWaiting. */
  readonly figures: Readonly<Record<string, Figure>>;
}
