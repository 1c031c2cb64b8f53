import { fill } from '@hub/core';
import { colours, type Template } from '../domain/message.js';

/** Somebody must decide. */
export const approval: Template = (_command, { form, number }, words) => ({
  title: fill(words.titles.approval, { form, number }),
  status: words.waiting,
  statusColor: colours.waiting,
  detail: '',
});
