import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from '@hub/core';
import { wordsSchema, type Words } from '../domain/words.js';

/** The languages the hub speaks, as their files are called. */
export const languages = ['zh-CN', 'zh-TW', 'en', 'ja', 'vi'] as const;
export type Language = (typeof languages)[number];

const folder = join(import.meta.dirname, '../../templates');
const read = new Map<Language, Words>();

/**
 * The words of a language tag: traditional Chinese for zh-TW, zh-HK, zh-MO and zh-Hant, and simplified Chinese for a
 * language the hub does not speak. A file is read once.
 *
 * @throws HubError NOTIFIER_WORDS_INVALID that names file, line and reason
 */
export function wordsOf(tag: string): Words {
  const language = languageOf(tag);
  const known = read.get(language);
  if (known !== undefined) return known;
  const file = join(folder, `${language}.yaml`);
  const words = readYaml(wordsSchema, readFileSync(file, 'utf8'), file, 'NOTIFIER_WORDS_INVALID');
  read.set(language, words);
  return words;
}

/** The language spoken for a tag. */
export function languageOf(tag: string): Language {
  if (/^zh-(tw|hk|mo|hant)/i.test(tag)) return 'zh-TW';
  const [main = ''] = tag.toLowerCase().split('-');
  return languages.find((language) => language === main) ?? 'zh-CN';
}
