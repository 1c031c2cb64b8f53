// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Decimal } from '@hub/core';

/** What a person decides. */
export type Action = 'UNKNOWN' | 'APPROVE' | 'REJECT';

/** How the message travels: to people, or with GROUP to one group. */
export type Channel =
  'CARD' | 'ROBOT' | 'UNKNOWN' | 'WORK' | 'GROUP' | 'TO_DO' | 'DING' | 'CALENDAR';

/** How urgent a message is; lanes of the notifier. */
export type Priority = 'NORMAL' | 'URGENT' | 'LOW';

/** The step that a document reached: a status of the ERP, a moment that time brought about, or a limit that was crossed. */
export type Step =
  | 'UNKNOWN'
  | 'SAVED'
  | 'SUBMITTED'
  | 'APPROVED'
  | 'REJECTED'
  | 'WITHDRAWN'
  | 'CLOSED'
  | 'VOIDED'
  | 'DELETED'
  | 'DUE_SOON'
  | 'OVERDUE'
  | 'STUCK'
  | 'BELOW_LIMIT'
  | 'WITHIN_LIMIT'
  | 'ANOMALY';

/** An exact amount in one currency. */
export interface Money {
  /** Exact decimal; never a float. */
  readonly amount: Decimal;
  /** ISO 4217 code, e.g. CNY. */
  readonly currency: string;
}

/** A person as the ERP knows him. */
export interface ErpPerson {
  /** Id of the ERP user (SEC_User.FUserID). */
  readonly userId: string;
  /** Name shown in the ERP. */
  readonly name: string;
}

/** What people are shown of a document. */
export interface Summary {
  /** Bill number as people know it. */
  readonly number: string;
  /** Name of the form in the language of the tenant, e.g. 采购订单. */
  readonly title: string;
  /** Total in the currency of the bill; null when the form has none. */
  readonly amount: Money | null;
  /** The same total in the local currency of the department's organisation, by the exchange rate of the bill. */
  readonly localAmount: Money | null;
  /** Supplier, customer or payee by name. */
  readonly counterparty: string | null;
  /** Department by name. */
  readonly department: string | null;
  /** Number of the organisation of the ERP. */
  readonly organisation: string | null;
  /** Who created the document. */
  readonly applicant: ErpPerson | null;
  /** Business date of the document. UTC milliseconds. */
  readonly date: number | null;
  /** Free text of the document, shortened to 500 characters. */
  readonly note: string | null;
}

/** A person who is told, once, with the rules that chose him; with the channel GROUP the one group. */
export interface Recipient {
  /** DingTalk user id; with the channel GROUP the name of the group in tenant.yaml. */
  readonly userId: string;
  /** Name in DingTalk. */
  readonly name: string;
  /** Ids of the rules that chose him. */
  readonly rules: readonly string[];
  /** Workflow node he may decide upon; null when he is only informed. */
  readonly node: string | null;
}

/** An exact number that is no money. */
export interface Figure {
  /** Exact decimal. */
  readonly value: Decimal;
  /** Unit as the ERP names it, or days or hours; null for a bare number. */
  readonly unit: string | null;
}

/** What became of the message. WAITING: it is told later, together with others. */
export type DeliveryState =
  'UNKNOWN' | 'ACCEPTED' | 'DELIVERED' | 'DROPPED' | 'READ' | 'RECALLED' | 'PARKED' | 'WAITING';

/** The state of one recipient. */
export interface Delivery {
  /** DingTalk user id; with the channel GROUP the name of the group in tenant.yaml. */
  readonly userId: string;
  /** Workflow node he may decide upon from this message. */
  readonly node: string | null;
  /** State. */
  readonly state: DeliveryState;
  /** Why it was dropped or parked. */
  readonly reason: string | null;
}
