import type { FormDefinition } from '../form.js';

/** How a form of K/3 WISE tells its step. The codes are the vendor's; a key that is absent is not there on the form. */
export interface WiseStatus {
  /** 0 open, 1 audited, 2 partly used, 3 closed. */
  readonly status: string;
  /** Who audited; tells the step where the status is empty. */
  readonly checker: string;
  /** Day of the audit. */
  readonly checkedAt: string;
  /** 1 closed. */
  readonly closed?: string;
  /** 1 voided. */
  readonly cancelled?: string;
  /** Level that an audit in several levels has reached; more than 0 while it goes on. */
  readonly level?: string;
}

/**
 * One form of K/3 WISE.
 *
 * The definition is that of the form in the hub, so that rules do not mind where a bill comes from. Keys that begin with
 * @ are made here (wise-row.ts): the system has no such field.
 */
export interface WiseForm {
  /** How K3API names it: PO, Bill1000004, … */
  readonly object: string;
  /** Index of the entry with the rows. */
  readonly page: number;
  readonly status: WiseStatus;
  /** Field that a site added and keeps itself, which tells when a bill was last changed. */
  readonly changedAt?: string | undefined;
  readonly definition: FormDefinition;
}

/** Keys that are made from others, since the system has no such field. */
export const made = {
  changed: '@changed',
  status: '@status',
  closed: '@closed',
  cancelled: '@cancelled',
  organisation: '@organisation',
  localCurrency: '@local-currency',
  row: '@row',
} as const;

/** The fields of a definition that are made on every form. */
export const madeFields = {
  modifiedAt: made.changed,
  documentStatus: made.status,
  closeStatus: made.closed,
  cancelStatus: made.cancelled,
  organisation: made.organisation,
  localCurrency: made.localCurrency,
} as const;
