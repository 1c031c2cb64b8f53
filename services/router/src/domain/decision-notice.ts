import { commandId } from '@hub/core';
import type { Command, Decision, Summary } from '@hub/schemas';
import type { Directory } from './directory.js';
import { shownSummary } from './shown-summary.js';

/** A decision that reached the ERP. */
export interface Settled extends Decision {
  readonly summary: Summary;
}

/** The message that tells the applicant what was decided; null when he decided himself or is not in DingTalk. */
export function noticeFor(decision: Settled, directory: Directory): Command | null {
  const { applicant } = decision.summary;
  const person = applicant === null ? undefined : directory.byErpUser(applicant.userId);
  if (person === undefined || person.person === decision.actor.userId) return null;

  return {
    commandId: commandId({ eventId: decision.decisionId, channel: 'ROBOT', template: 'decision' }),
    eventId: decision.decisionId,
    tenant: decision.tenant,
    form: decision.form,
    documentId: decision.documentId,
    version: decision.version,
    channel: 'ROBOT',
    template: 'decision',
    priority: 'NORMAL',
    step: 'UNKNOWN',
    summary: shownSummary(decision.summary, directory),
    recipients: [{ userId: person.person, name: person.name, rules: ['applicant'], node: null }],
    decision: {
      action: decision.action,
      actor: decision.actor.name,
      comment: decision.comment,
      decidedAt: decision.at,
      documentStep: decision.documentStep,
    },
    issuedAt: decision.at,
    ...{ dates: {}, amounts: {}, figures: {} },
  };
}
