import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import { languageOf, LanguageFiles } from './languages.js';
import { fill, phraseSchema } from './phrase.js';

describe('languageOf', () => {
  it('takes the nearest language that is spoken', () => {
    const tags = ['zh-CN', 'zh', 'zh-HK', 'zh-Hant-TW', 'en-GB', 'JA', 'vi-VN', 'fr'];
    assert.deepEqual(tags.map(languageOf), [
      ...['zh-CN', 'zh-CN', 'zh-TW', 'zh-TW', 'en', 'ja', 'vi', 'zh-CN'],
    ]);
  });
});

describe('LanguageFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'languages-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const schema = z.strictObject({ received: phraseSchema(['number'], 20) });
  const files = new LanguageFiles(folder, schema, 'WORDS_INVALID');

  it('reads the words of a language', () => {
    writeFileSync(join(folder, 'ja.yaml'), "received: '{number} {number}'\n");
    const { received } = files.of('ja-JP');
    assert.equal(fill(received, { number: '{number}' }), '{number} {number}');
  });

  it('names file, line and reason of what cannot be said', () => {
    for (const [line, reason] of [
      ["'{name}'", /en\.yaml:1: received: \{name\} is no value here; there is \{number\}/],
      ['""', /is empty/],
      ['5', /is no text/],
      ["'012345678901234567890'", /longer than 20 characters/],
      ['"a\\nb"', /line break/],
    ] as const) {
      writeFileSync(join(folder, 'en.yaml'), `received: ${line}\n`);
      assert.throws(() => files.of('en'), { code: 'WORDS_INVALID', message: reason });
    }
  });
});
