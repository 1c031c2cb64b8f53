import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { readYaml } from './yaml.js';

/** The languages the hub speaks, as files of words are called. */
export const languages = ['zh-CN', 'zh-TW', 'en', 'ja', 'vi'] as const;
export type Language = (typeof languages)[number];

/**
 * The language spoken for a tag: traditional Chinese for zh-TW, zh-HK, zh-MO and zh-Hant, and simplified Chinese for a
 * language the hub does not speak.
 */
export function languageOf(tag: string): Language {
  if (/^zh-(tw|hk|mo|hant)/i.test(tag)) return 'zh-TW';
  const [main = ''] = tag.toLowerCase().split('-');
  return languages.find((language) => language === main) ?? 'zh-CN';
}

/** What a program says, a file for each language: `<folder>/<language>.yaml`. */
export class LanguageFiles<Words> {
  readonly #read = new Map<Language, Words>();

  constructor(
    private readonly folder: string,
    private readonly schema: z.ZodType<Words>,
    /** Of the fault that names file, line and reason. */
    private readonly code: string,
  ) {}

  /** The words of a language tag. A file is read once. */
  of(tag: string): Words {
    const language = languageOf(tag);
    const known = this.#read.get(language);
    if (known !== undefined) return known;
    const file = join(this.folder, `${language}.yaml`);
    const words = readYaml(this.schema, readFileSync(file, 'utf8'), file, this.code);
    this.#read.set(language, words);
    return words;
  }
}
