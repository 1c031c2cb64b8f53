import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { likeTest } from './like.js';

describe('likeTest', () => {
  const cases: readonly (readonly [pattern: string, text: string, want: boolean])[] = [
    ['', '', true],
    ['', 'a', false],
    ['%', '', true],
    ['abc', 'ABC', true],
    ['a%', 'abc', true],
    ['%c', 'abc', true],
    ['%b%', 'abc', true],
    ['a%b%c', 'a b b c', true],
    ['a%b%c', 'a b b', false],
    ['%ab', 'aab', true],
    ['_b_', 'abc', true],
    ['_', '', false],
    ['a.c', 'abc', false],
    ['%钢%', '不锈钢板', true],
    ['a\nb%', 'a\nb\nc', true],
    ['[a-c]x', 'bX', true],
    ['[^a-c]x', 'bx', false],
    ['100[%]', '100%', true],
    ['[', '[', true],
    ['[z-a]', 'm', false],
  ];
  for (const [pattern, text, want] of cases) {
    it(`${JSON.stringify(text)} is ${want ? '' : 'not '}like ${JSON.stringify(pattern)}`, () => {
      assert.equal(likeTest(pattern, { sets: true })(text), want);
    });
  }

  it('takes brackets as they stand where the database has no sets', () => {
    assert.equal(likeTest('[a]%', { sets: false })('[A]b'), true);
    assert.equal(likeTest('[a]%', { sets: false })('ab'), false);
  });

  it('once took hours for a few % and one long text', () => {
    const text = 'a'.repeat(2000);
    assert.equal(likeTest('%a%a%a%a%a%a%b', { sets: true })(text), false);
    assert.equal(likeTest('%_%_%_%_%_%_%', { sets: true })(text), true);
  });
});
