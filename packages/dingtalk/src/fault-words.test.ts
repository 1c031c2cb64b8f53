import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { codesWithWords, wordsOf } from './fault-words.js';

const faults = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');

describe('the words of faults', () => {
  it('cover the codes of docs/faults.md, and no others', () => {
    const documented = [...faults.matchAll(/^\| (DINGTALK_\w+) \|/gm)].map(([, code]) => code);
    assert.deepEqual([...codesWithWords].sort(), documented.sort());
  });

  it('say what and what to do in both languages, with the details below', () => {
    for (const code of codesWithWords) {
      const { fault, remedy } = wordsOf(code, 'CGDD000186');
      for (const { zh } of [fault, remedy]) assert.match(zh, /\p{Script=Han}/u, code);
      assert.match(fault.zh, /\nCGDD000186$/);
      assert.match(fault.en, /\nCGDD000186$/);
      assert.ok(remedy.en.length > 10, code);
    }
  });

  it('have something to say of a code that is new', () => {
    assert.equal(wordsOf('DINGTALK_NEW', '').fault.en, 'DingTalk refused a parameter');
  });
});
