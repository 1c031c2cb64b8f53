import { fill } from '@hub/core';
import type { Command, Step } from '@hub/schemas';
import { colours, valuesOf, type Template } from '../domain/message.js';
import { fillKnown } from '../domain/phrase.js';
import type { Words } from '../domain/words.js';

const stepColours: Readonly<Partial<Record<Step, string>>> = {
  SUBMITTED: colours.waiting,
  APPROVED: colours.approved,
  REJECTED: colours.rejected,
  DUE_SOON: colours.waiting,
  OVERDUE: colours.rejected,
  STUCK: colours.waiting,
  BELOW_LIMIT: colours.rejected,
  WITHIN_LIMIT: colours.approved,
  ANOMALY: colours.rejected,
};

/** Somebody should know what became of a bill, or what time or a limit brought about. */
export const notice: Template = (command, facts, words, locale) => {
  const { form, number } = facts;
  const status = words.steps[command.step];
  const says = factPartsOf(command, words);
  return {
    title: fill(words.titles.notice, { form, number, step: status }),
    status,
    statusColor: stepColours[command.step] ?? colours.over,
    detail: fillKnown(says, valuesOf(command, facts, locale), words.comma),
  };
};

/** What is said of figures and dates; nothing of the steps of a bill. */
function factPartsOf({ step, figures }: Command, { facts }: Words): readonly string[] {
  switch (step) {
    case 'DUE_SOON':
      return figures['daysLeft']?.value.eq('0') === true ? facts.DUE_TODAY : facts.DUE_SOON;
    case 'OVERDUE':
    case 'STUCK':
    case 'BELOW_LIMIT':
    case 'WITHIN_LIMIT':
    case 'ANOMALY':
      return facts[step];
    case 'UNKNOWN':
    case 'SAVED':
    case 'SUBMITTED':
    case 'APPROVED':
    case 'REJECTED':
    case 'WITHDRAWN':
    case 'CLOSED':
    case 'VOIDED':
    case 'DELETED':
      return [];
  }
}
