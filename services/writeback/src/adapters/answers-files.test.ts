import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languages, slotsOf } from '@hub/core';
import { parseReply } from '../domain/parse-reply.js';
import { answersOf } from './answers-files.js';

/** Every key with the values used there. */
function keysOf(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return [`${path} ${slotsOf(value).toSorted().join()}`];
  return Object.entries(value as object).flatMap(([key, one]) => keysOf(one, `${path}.${key}`));
}

describe('what write-back answers', () => {
  for (const language of languages) {
    it(`${language} says everything that the others say, with the same values`, () => {
      assert.deepEqual(keysOf(answersOf(language)), keysOf(answersOf('zh-CN')));
      assert.equal(answersOf(language).language, language);
    });

    it(`${language}: what people are told to write is understood`, () => {
      const { verbs, help, reasonMissing } = answersOf(language);
      const number = 'CGDD000186';
      const after = (text: string): string => text.split(/[：:.] ?/u).at(-1) ?? '';
      const understood = [
        parseReply(`${verbs.APPROVE} ${number}`),
        parseReply(`${verbs.REJECT} ${number} 100`),
        parseReply(after(help).replace('g. ', '')),
        parseReply(after(reasonMissing)),
      ].map((reply) =>
        reply.kind === 'DECIDE' ? [reply.action, reply.number, reply.reason !== null] : reply.kind,
      );
      assert.deepEqual(understood, [
        ['APPROVE', number, false],
        ['REJECT', number, true],
        ['APPROVE', number, false],
        ['REJECT', null, true],
      ]);
    });
  }
});
