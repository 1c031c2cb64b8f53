import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, languageOf, messageOf, readYaml, type Clock } from '@hub/core';
import { ownWordsSchema, withOwnWords, type Words } from '../domain/words.js';
import { wordsOf } from './words-files.js';

export interface WordsLog {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

export interface OwnWordsOptions {
  readonly tenant: string;
  /** The folder of the tenant; its wording lies in `templates/*.yaml` there. */
  readonly folder: string;
  readonly language: string;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: WordsLog;
}

/** How old an answer may be before the files are looked at again, in milliseconds. */
const freshMs = 2_000;
const filesMax = 50;

/**
 * The words of one tenant: those of its language, with its own in their place, read again when a file changed.
 *
 * A bad file leaves the last good words in force, and is reported once with file, line and reason.
 */
export class TenantWords {
  readonly #options: OwnWordsOptions;
  #words: Words;
  #signature = '';
  #lookedAt = -Infinity;
  #fault = '';

  constructor(options: OwnWordsOptions) {
    this.#options = options;
    this.#words = wordsOf(options.language);
  }

  current(): Words {
    const now = this.#options.clock.monotonic();
    if (now - this.#lookedAt < freshMs) return this.#words;
    this.#lookedAt = now;
    const { tenant, log } = this.#options;
    try {
      const files = this.#files();
      const signature = files.map(({ path, changed }) => `${path}@${String(changed)}`).join('|');
      if (signature === this.#signature) return this.#words;
      this.#signature = signature;
      this.#words = this.#read(files.map(({ path }) => path));
      this.#fault = '';
      log.info({ tenant, files: files.length }, 'wording read');
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== this.#fault)
        log.error({ tenant, reason }, 'wording not read, the last good one stays; mend the file');
      this.#fault = reason;
    }
    return this.#words;
  }

  #read(paths: readonly string[]): Words {
    const language = languageOf(this.#options.language);
    return paths.reduce((words, path) => {
      const text = readFileSync(path, 'utf8');
      const own = readYaml(ownWordsSchema, text, path, 'NOTIFIER_WORDS_INVALID');
      // A tenant may keep words for languages it does not speak now.
      return own.language === undefined || languageOf(own.language) === language
        ? withOwnWords(words, own)
        : words;
    }, wordsOf(language));
  }

  #files(): readonly { readonly path: string; readonly changed: number }[] {
    const folder = join(this.#options.folder, 'templates');
    const names = namesIn(folder).filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'));
    if (names.length > filesMax) {
      throw new HubError(
        'NOTIFIER_WORDS_INVALID',
        `${folder}: ${String(names.length)} files; at most ${String(filesMax)} are read`,
      );
    }
    return names.toSorted().map((name) => {
      const path = join(folder, name);
      return { path, changed: statSync(path).mtimeMs };
    });
  }
}

/** No folder: no words of its own. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
