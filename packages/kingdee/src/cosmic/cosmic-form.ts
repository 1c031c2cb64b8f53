import type { FormDefinition } from '../form.js';

/** One form of Cosmic: where its query is published, and what its fields mean. */
export interface CosmicForm {
  /** Behind kapi/v2/: application, object, operation; a site's own query has the site's name before it. */
  readonly path: string;
  /** Field that is filtered by for organisations, e.g. org.number. */
  readonly organisation: string;
  /** How the form tells that it is closed where it has no status of closing: a value of billstatus. */
  readonly closedStatus?: string;
  /** Field with the date by which is to be paid, and what is still to be paid. */
  readonly due?: { readonly date: string; readonly open: string };
  readonly definition: FormDefinition;
}

/** Key of a status of closing that is made from billstatus, on forms that have no other. */
export const closedMark = '@closed';

/** Fields that all bills of the platform have. */
export const usualFields = {
  number: 'billno',
  modifiedAt: 'modifytime',
  documentStatus: 'billstatus',
  creator: 'creator',
  exchangeRate: 'exchangerate',
} as const;
