import type { Handler } from '@hub/core';
import type { Decision } from '@hub/schemas';
import { noticeFor } from './domain/decision-notice.js';
import type { DirectoryPort } from './route-document.js';

/** Tells the applicant what became of his document, once the ERP has it. */
export function tellDecision(directory: DirectoryPort): Handler<Decision> {
  return async (decision) => {
    const { state, summary, tenant } = decision;
    if (state !== 'DONE' || summary === null) return [];
    const notice = noticeFor({ ...decision, summary }, directory.of(tenant));
    return notice === null ? [] : [{ topic: 'hub.command.v1', value: notice }];
  };
}
