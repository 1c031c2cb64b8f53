export { billLinksOf } from '../adapters/bill-links.js';
export { languages } from '@hub/core';
export { wordsOf } from '../adapters/words-files.js';
export { TenantWords } from '../adapters/own-words.js';
export { cardParams, cardVariables, type CardVariable } from '../domain/card-variables.js';
export {
  dingTextOf,
  fitsRobot,
  fitsWork,
  markdownOf,
  robotMessageOf,
  todoOf,
  workMessageOf,
} from '../domain/channel-words.js';
export { dayOf, entryWords } from '../domain/entry.js';
export { rowsOf, type Message } from '../domain/message.js';
export type { Locale } from '../domain/tenant.js';
export { render, templateNames } from './render.js';
