import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import OfficialEncryptor from 'dingtalk-encrypt';
import { decrypt, encrypt, isAesKey, seal, signatureOf } from './callback-crypto.js';

const vector = {
  token: '123456',
  aesKey: '1234567890123456789012345678901234567890123',
  receiverId: 'dingsnotzck6pm5veliw',
  timestamp: '1614767836',
  nonce: 'A7Co0cJLMzIDtMMI',
  random: 'dICkEDLj0eb6yAbc',
  encrypt:
    'YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==',
  signature: '9a95a004dd16f5c307e849b994173f76aa26e5eb',
};
const keys = {
  token: 'tok3nOfTheHub',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFE',
  receiverId: 'dinga1b2c3d4',
};

describe('the encryption of callbacks', () => {
  it('makes and reads the published example', () => {
    const { aesKey, nonce, random, receiverId, timestamp, token } = vector;
    assert.equal(encrypt({ token, aesKey, receiverId }, 'success', random), vector.encrypt);
    assert.equal(signatureOf(token, timestamp, nonce, vector.encrypt), vector.signature);
    assert.deepEqual(decrypt(aesKey, vector.encrypt), { message: 'success', receiverId });
  });

  it('is read by the npm package dingtalk-encrypt, whatever the length of the message', () => {
    const reader = new OfficialEncryptor(keys.token, keys.aesKey, keys.receiverId);
    for (let length = 1; length <= 70; length += 1) {
      const message = 'x'.repeat(length);
      const {
        encrypt: sealed,
        msg_signature: signature,
        nonce,
        timeStamp,
      } = seal(keys, message, 1_790_000_000_000);
      assert.equal(reader.getDecryptMsg(signature, timeStamp, nonce, sealed), message);
    }
  });

  it('carries Chinese as UTF-8', () => {
    const message = '{"title":"采购订单（待审批）","userId":["manager01"]}';
    const { encrypt: sealed } = seal(keys, message, 1);
    assert.equal(decrypt(keys.aesKey, sealed).message, message);
  });

  it('reads what the npm package dingtalk-encrypt makes', () => {
    const writer = new OfficialEncryptor(keys.token, keys.aesKey, keys.receiverId);
    for (let length = 1; length <= 70; length += 1) {
      const made = writer.getEncryptedMap('y'.repeat(length), 1_790_000_000, 'nonce123');
      const expected = signatureOf(keys.token, '1790000000', 'nonce123', made.encrypt);
      assert.equal(made.msg_signature, expected);
      const read = decrypt(keys.aesKey, made.encrypt);
      assert.deepEqual(read, { message: 'y'.repeat(length), receiverId: keys.receiverId });
    }
  });

  it('refuses what is not of the scheme', () => {
    const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq';
    const { encrypt: sealed } = seal(keys, 'success', 1);
    assert.throws(() => decrypt(other, sealed));
    assert.throws(() => decrypt(keys.aesKey, 'AAAA'));
    const judged = ['short', other, `${other}x`, `${other.slice(1)}*`].map(isAesKey);
    assert.deepEqual(judged, [false, true, false, false]);
  });
});
