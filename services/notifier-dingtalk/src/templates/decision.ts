import { fill, HubError } from '@hub/core';
import type { DecisionNotice } from '@hub/schemas';
import { verdictOf, verdictDetail } from '../domain/verdict.js';
import type { Template } from '../domain/message.js';
import type { Words } from '../domain/words.js';

/** The applicant learns who decided what, when and why. */
export const decision: Template = (command, facts, words, locale) => {
  if (command.decision === null) {
    throw new HubError(
      'NOTIFIER_COMMAND_INCOMPLETE',
      `command ${command.commandId} uses the template decision but carries none`,
    );
  }
  const verdict = verdictOf(command.decision.action, words);
  return {
    title: fill(words.titles.decision, {
      form: facts.form,
      number: facts.number,
      outcome: outcomeOf(command.decision, words),
    }),
    ...verdict,
    detail: verdictDetail(command.decision, words, locale),
  };
};

/** What it means for the applicant: one yes of several is not yet an approval. */
function outcomeOf({ action, documentStep }: DecisionNotice, words: Words): string {
  if (action === 'REJECT') return words.rejected;
  return documentStep === 'SUBMITTED' ? words.passedOn : words.approvedFinally;
}
