import { join } from 'node:path';
import { LanguageFiles } from '@hub/core';
import { wordsSchema, type Words } from '../domain/words.js';

const files = new LanguageFiles(
  join(import.meta.dirname, '../../templates'),
  wordsSchema,
  'NOTIFIER_WORDS_INVALID',
);

/**
 * The words of a language tag.
 *
 * @throws HubError NOTIFIER_WORDS_INVALID that names file, line and reason
 */
export function wordsOf(tag: string): Words {
  return files.of(tag);
}
