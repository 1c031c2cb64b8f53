import { colours, type Template } from '../domain/message.js';

/** Somebody must decide. */
export const approval: Template = (_command, facts, words) => ({
  title: words.approvalTitle(facts.form),
  status: words.waiting,
  statusColor: colours.waiting,
  detail: '',
});
