import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextLink, saidByRest } from './rest-reply.js';

describe('an answer of a REST system', () => {
  const links = [
    {
      header: '<https://a/?p=1>; rel="prev", <https://a/?p=3,4>; rel="next"',
      want: 'https://a/?p=3,4',
    },
    { header: '</orders?p=2>; rel=next', want: '/orders?p=2' },
    { header: '<https://a/?p=9>; title="x"; rel="last next"', want: 'https://a/?p=9' },
    { header: '<https://a/?p=9>; rel="last"', want: null },
    { header: undefined, want: null },
  ];
  for (const { header, want } of links) {
    it(`the next page of ${header ?? 'no header'} is ${want ?? 'none'}`, () => {
      assert.equal(nextLink(header), want);
    });
  }

  const words = [
    { text: '{"message":"no such order"}', want: 'no such order' },
    { text: '{"error":{"message":"denied"}}', want: 'denied' },
    { text: '{"title":"Not Found","status":404}', want: 'Not Found' },
    { text: 'oops', want: '' },
  ];
  for (const { text, want } of words) {
    it(`${text} says "${want}"`, () => {
      assert.equal(saidByRest(text), want);
    });
  }
});
