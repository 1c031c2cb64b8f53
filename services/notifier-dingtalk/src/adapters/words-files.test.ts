import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { languages, slotsOf } from '@hub/core';
import { FakeClock } from '@hub/testkit';
import { TenantWords } from './own-words.js';
import { wordsOf } from './words-files.js';

/** Every key of a value with the slots used there, e.g. `titles.approval {form}`. */
function keysOf(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return [`${path} ${slotsOf(value).toSorted().join()}`];
  if (Array.isArray(value)) return [`${path} ${String(value.length)} parts`];
  return Object.entries(value as object).flatMap(([key, one]) => keysOf(one, `${path}.${key}`));
}

describe('the words of the five languages', () => {
  const chinese = keysOf(wordsOf('zh-CN'));
  for (const language of languages) {
    it(`${language} says everything that the others say, with the same values`, () => {
      // Plural forms exist where the language has them, and a language may word a fact of one form apart.
      const own = (key: string): boolean => !/units|forms\.\w+\.facts/.test(key);
      const keys = keysOf(wordsOf(language)).filter(own).toSorted();
      assert.deepEqual(keys, chinese.filter(own).toSorted());
    });
  }
});

describe('the own words of a tenant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'own-words-'));
  const templates = join(folder, 'templates');
  const file = join(templates, 'wording.yaml');
  const clock = new FakeClock();
  const logged: string[] = [];
  const log = {
    info: () => undefined,
    error: (fields: object) => logged.push('reason' in fields ? String(fields.reason) : ''),
  };
  const words = new TenantWords({ tenant: 't', folder, language: 'zh-CN', clock, log });
  let changes = 0;
  const says = async (text: string): Promise<string> => {
    // A name of its own each time: two writes may fall into one tick of the file system's clock.
    rmSync(templates, { recursive: true, force: true });
    mkdirSync(templates);
    writeFileSync(file.replace('wording', `wording-${String(++changes)}`), text);
    await clock.advance(2_001);
    const { waiting, forms, titles } = words.current();
    return [titles.approval, waiting, forms['PUR_PurchaseOrder']?.name].join('|');
  };
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('are the usual ones without a file', () => {
    assert.equal(words.current().waiting, '待审批');
  });

  it('stand before the usual ones, key by key', async () => {
    assert.equal(
      await says("waiting: 请审批\ntitles: { approval: '请批：{form}' }\n"),
      '请批：{form}|请审批|采购订单',
    );
  });

  it('stay when a file is wrong, which is told once with file, line and reason', async () => {
    const before = await says('waiting: 等您审批\n');
    assert.equal(await says("waiting: 等您\ntitles: { approval: '{from}待审批' }\n"), before);
    words.current();
    assert.equal(logged.length, 1);
    assert.match(
      logged[0] ?? '',
      /wording-\d+\.yaml:2: titles\.approval: \{from\} is no value here; there is \{form\}, \{number\}$/,
    );
    assert.equal(await says('waitng: 等您\n'), before);
    assert.match(logged[1] ?? '', /wording-\d+\.yaml:1: .*waitng/);
  });

  it('of another language are kept for the day it is spoken', async () => {
    assert.match(await says('language: en\nwaiting: Please decide\n'), /待审批/);
  });
});
