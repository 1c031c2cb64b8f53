import type { Action, Step, Summary } from '@hub/schemas';

/** A bill as the ERP shows it now. */
export interface ErpDocument {
  readonly modifiedAt: number;
  readonly step: Step;
  readonly summary: Summary;
}

/** One person who may decide one waiting workflow node. */
export interface OpenTask {
  readonly node: string;
  readonly erpUserId: string;
}

/** One line of the approval history of a bill. */
export interface HistoryEntry {
  readonly node: string;
  readonly erpUserId: string;
  readonly opinion: string;
  readonly action: 'APPROVE' | 'REJECT' | 'OTHER';
  /** UTC milliseconds. */
  readonly completedAt: number;
}

/** One approval or rejection to be written. */
export interface Writing {
  readonly form: string;
  readonly documentId: string;
  readonly number: string;
  readonly erpUserId: string;
  readonly action: Decided;
  readonly opinion: string;
}

export type Decided = Exclude<Action, 'UNKNOWN'>;

const commentLengthMax = 200;

/** The opinion that the ERP keeps. Its reference tells our decision from any other when we read it back. */
export function opinionOf(decisionId: string, comment: string | null, action: Decided): string {
  const said =
    comment === null || comment === '' ? (action === 'APPROVE' ? '同意' : '驳回') : comment;
  return `${cleanComment(said)} ${referenceOf(decisionId)}`;
}

export function referenceOf(decisionId: string): string {
  return `[hub:${decisionId}]`;
}

/** What a person wrote, as one line of bounded length that cannot pass for a reference of ours. */
export function cleanComment(text: string): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/\[hub:/gi, '(hub:')
    .trim();
  return Array.from(line).slice(0, commentLengthMax).join('');
}
