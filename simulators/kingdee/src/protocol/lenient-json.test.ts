import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { NotJson, parseLenient } from './lenient-json.js';

describe('parseLenient', () => {
  const taken: { name: string; text: string; want: unknown }[] = [
    {
      name: 'plain JSON',
      text: '{"a":[1,-2.5,true,null,"x"]}',
      want: { a: [1, -2.5, true, null, 'x'] },
    },
    {
      name: 'single quotes',
      text: "{'FormId':'X','n':'it\\'s'}",
      want: { FormId: 'X', n: "it's" },
    },
    {
      name: 'a missing closing brace',
      text: '{"Model":{"FBillNo":"A"}',
      want: { Model: { FBillNo: 'A' } },
    },
    { name: 'several missing closing brackets', text: '{"a":[{"b":1', want: { a: [{ b: 1 }] } },
    { name: 'junk after the value', text: '{"a":1};alert', want: { a: 1 } },
    { name: 'bare keys and trailing commas', text: '{a:1,b:[1,2,],}', want: { a: 1, b: [1, 2] } },
    { name: 'escapes', text: '{"a":"\\u4e2d\\n\\"\\/"}', want: { a: '中\n"/' } },
    { name: 'a byte order mark', text: '\uFEFF{"a":1}', want: { a: 1 } },
    { name: 'capital constants', text: '{"a":True,"b":NULL}', want: { a: true, b: null } },
    {
      name: 'a decimal that a float would damage, as its digits',
      text: '{"a":12345678901234567.89,"b":0.1}',
      want: { a: '12345678901234567.89', b: 0.1 },
    },
    {
      name: 'a key that means something to JavaScript',
      text: '{"__proto__":1}',
      want: JSON.parse('{"__proto__":1}'),
    },
  ];
  for (const { name, text, want } of taken) {
    it(`takes ${name}`, () => {
      assert.deepEqual(parseLenient(text), want);
    });
  }

  const refused = [
    '',
    'hello',
    '{"a":constructor}',
    '{"a"',
    '{"a":}',
    '{"a":"unfinished}',
    '[[['.repeat(40),
  ];
  for (const text of refused) {
    it(`refuses ${text.slice(0, 20)}`, () => {
      assert.throws(() => parseLenient(text), NotJson);
    });
  }

  it('once read a body of millions of values, and nobody else was served meanwhile', () => {
    assert.throws(() => parseLenient(`[${'0,'.repeat(1_000_001)}]`), /more than 1000000 values/);
  });
});
