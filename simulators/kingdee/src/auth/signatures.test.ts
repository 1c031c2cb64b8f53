import { describe, it } from 'node:test';
import assert from 'node:assert/strict';
import { isHeaderSignature, isLoginSign } from './signatures.js';

/** The published synthetic vectors. */
const app = {
  appId: '100001_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX',
  appSecret: '0123456789abcdef0123456789abcdef',
};
const parts = ['5f0000000000aa', 'demo', app.appId, app.appSecret, '1700000000'];
const sha256 = 'a493d8761301394e5cdaefca633faa042cbc8b3ad11db225f363719d19a5b73b';
const sha1 = 'c3889a6f21963d5e646d70a5e24af3f40816fd33';
const headerSignature =
  'YTNkZDZhZmUxZDE3NmQxMmM0MjJiNjU3ZjI3ZDJkZTI0MTY4ZmRiZDQ0NjZkYTYwNDY5Mzk5NWIzYmQ0ODA0OQ==';

describe('isLoginSign', () => {
  it('takes the SHA-256 and the SHA-1 of the five texts, in any order and case', () => {
    assert.equal(isLoginSign(sha256, parts), true);
    assert.equal(isLoginSign(sha1.toUpperCase(), [...parts].reverse()), true);
  });

  it('refuses a sign over another time, and a short one', () => {
    assert.equal(isLoginSign(sha256, parts.with(4, '1700000001')), false);
    assert.equal(isLoginSign('', parts), false);
  });
});

describe('isHeaderSignature', () => {
  const data = '5f0000000000aa,demo,2052,0';

  it('takes base64 over the hexadecimal HMAC', () => {
    assert.equal(isHeaderSignature(headerSignature, app, data), true);
  });

  it('refuses other data and another secret', () => {
    assert.equal(isHeaderSignature(headerSignature, app, data.replace('demo', 'root')), false);
    assert.equal(isHeaderSignature(headerSignature, { ...app, appSecret: 'x' }, data), false);
  });
});
