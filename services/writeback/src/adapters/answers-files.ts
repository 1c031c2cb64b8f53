import { join } from 'node:path';
import { LanguageFiles } from '@hub/core';
import { answersSchema, type Answers } from '../domain/answers.js';

const files = new LanguageFiles(
  join(import.meta.dirname, '../../words'),
  answersSchema,
  'WRITEBACK_WORDS_INVALID',
);

/**
 * The answers of a language tag.
 *
 * @throws HubError WRITEBACK_WORDS_INVALID that names file, line and reason
 */
export function answersOf(tag: string): Answers {
  return files.of(tag);
}
