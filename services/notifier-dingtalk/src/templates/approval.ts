import { colours, type Template } from '../domain/message.js';
import { fill } from '../domain/phrase.js';

/** Somebody must decide. */
export const approval: Template = (_command, { form, number }, words) => ({
  title: fill(words.titles.approval, { form, number }),
  status: words.waiting,
  statusColor: colours.waiting,
  detail: '',
});
