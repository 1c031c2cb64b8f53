import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { callbackSchema, type CallbackSetting } from './callback-schema.js';

const secrets: Readonly<Record<string, string>> = {
  token: 'abc123',
  bad: 'abc-123',
  key: 'a'.repeat(43),
  short: 'a'.repeat(42),
};
const schema = callbackSchema(z.url(), () =>
  z.string().transform((name) => secrets[name] ?? assert.fail(name)),
);

function faultsOf(value: object): readonly string[] {
  const read = schema.safeParse(value);
  return read.success ? [] : read.error.issues.map(({ message }) => message);
}

describe('dingtalk.callback', () => {
  it('is an address of ours, and the keys of events where there are some', () => {
    const url = 'https://hub.example.com/callback/huadong/';
    const read: readonly CallbackSetting[] = [
      schema.parse({ url }),
      schema.parse({ url, keys: { token: 'token', aesKey: 'key' } }),
    ];
    assert.deepEqual(read, [
      { url: 'https://hub.example.com/callback/huadong' },
      {
        url: 'https://hub.example.com/callback/huadong',
        keys: { token: 'abc123', aesKey: 'a'.repeat(43) },
      },
    ]);
  });

  const faults: readonly (readonly [string, object, RegExp])[] = [
    ['an address without TLS', { url: 'http://hub.example.com/callback/x' }, /no https address/],
    ['an aes_key that was not copied whole', keysOf('token', 'short'), /43 letters and digits/],
    ['a token with signs', keysOf('bad', 'key'), /3 to 64 letters and digits/],
  ];
  for (const [what, value, said] of faults) {
    it(`refuses ${what}`, () => {
      assert.match(faultsOf(value).join(), said);
    });
  }
});

function keysOf(token: string, aesKey: string): object {
  return { url: 'https://hub.example.com/x', keys: { token, aesKey } };
}
