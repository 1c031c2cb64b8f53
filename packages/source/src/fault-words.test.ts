import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { codesWithWords, wordsOf } from './fault-words.js';

const faults = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');

describe('the words of faults of sources', () => {
  // Doctor used to say in English alone what was wrong, and of some codes only where to read about them.
  it('say what and what to do in both languages, with the details below', () => {
    for (const code of codesWithWords) {
      const { fault, remedy } = wordsOf(code, 'source sap, Orders: HTTP 403');
      for (const { zh } of [fault, remedy]) assert.match(zh, /\p{Script=Han}/u, code);
      for (const text of [fault.zh, fault.en])
        assert.match(text, /\nsource sap, Orders: HTTP 403$/);
      assert.ok(remedy.en.length > 10, code);
    }
  });

  it('cover the codes of docs/faults.md but those of single records and of senders', () => {
    const documented = [...faults.matchAll(/^\| (SOURCE_\w+) \| ([^|]+) \|/gm)];
    const asked = documented
      .filter(([, , when = '']) => !/^(parked|the sender)/.test(when))
      .map(([, code = '']) => code);
    assert.deepEqual([...codesWithWords].sort(), asked.sort());
  });
});
