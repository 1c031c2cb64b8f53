import type { Step } from '@hub/schemas';
import { colours, type Template } from '../domain/message.js';

const stepColours: Readonly<Partial<Record<Step, string>>> = {
  SUBMITTED: colours.waiting,
  APPROVED: colours.approved,
  REJECTED: colours.rejected,
};

/** Somebody should know what became of a bill. */
export const notice: Template = ({ step }, facts, words) => ({
  title: words.noticeTitle(facts.form),
  status: words.steps[step],
  statusColor: stepColours[step] ?? colours.over,
  detail: '',
});
