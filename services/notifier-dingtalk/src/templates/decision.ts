import { HubError } from '@hub/core';
import { verdictOf, verdictDetail } from '../domain/verdict.js';
import type { Template } from '../domain/message.js';

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
    title: words.decisionTitle(facts.form, verdict.status),
    ...verdict,
    detail: verdictDetail(command.decision, words, locale),
  };
};
