import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Clock } from '@hub/core';
import DingTalkEncryptor from 'dingtalk-encrypt';
import { CallbackCrypto, type CallbackSigns, type SealedCallback } from './callback-crypto.js';
import { answerCallback, callbackEventOf, type CallbackAnswer } from './callback.js';
import type { StreamEvent } from './stream-messages.js';

// The vector of DingTalk's own samples.
const keys = {
  token: '123456',
  aesKey: '1234567890123456789012345678901234567890123',
  receiverId: 'dingsnotzck6pm5veliw',
};
const official = {
  signature: '9a95a004dd16f5c307e849b994173f76aa26e5eb',
  timestamp: '1614767836',
  nonce: 'A7Co0cJLMzIDtMMI',
};
const encrypt =
  'YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==';

const clock: Clock = {
  now: () => 1_614_767_836_000,
  monotonic: () => 0,
  sleep: () => Promise.resolve(),
};
const crypto = new CallbackCrypto(keys, clock);
const peer = new DingTalkEncryptor(keys.token, keys.aesKey, keys.receiverId);

function signed(sealed: string, more: Partial<CallbackSigns> = {}): CallbackSigns {
  const { timestamp, nonce } = { ...official, ...more };
  const parts = [keys.token, timestamp, nonce, sealed].sort().join('');
  const signature = createHash('sha1').update(parts).digest('hex');
  return { signature, timestamp, nonce, ...more };
}

/** Seals bytes of any kind under the right key. */
function sealedOf(plain: Buffer): string {
  const key = Buffer.from(`${keys.aesKey}=`, 'base64');
  const closing = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([closing.update(plain), closing.final()]).toString('base64');
}

function plainOf(message: Buffer, length = message.length, receiver = keys.receiverId): Buffer {
  const head = Buffer.alloc(20, 'r');
  head.writeUInt32BE(length, 16);
  return Buffer.concat([head, message, Buffer.from(receiver)]);
}

function filled(plain: Buffer, bytes = 32 - (plain.length % 32), value = bytes): Buffer {
  return Buffer.concat([plain, Buffer.alloc(bytes, value)]);
}

function refusal(signs: CallbackSigns, sealed: string): string {
  try {
    return `opened: ${crypto.open(signs, sealed)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the crypto of callbacks', () => {
  it('opens the official vector', () => {
    assert.equal(crypto.open(official, encrypt), 'success');
  });

  it('opens what it closes, of every length around the block', () => {
    for (let length = 0; length < 70; length += 1) {
      const text = '单'.repeat(length % 7) + 'x'.repeat(length);
      const {
        msg_signature: signature,
        timeStamp: timestamp,
        nonce,
        encrypt: sealed,
      } = crypto.close(text);
      assert.equal(Buffer.from(sealed, 'base64').length % 32, 0);
      assert.equal(crypto.open({ signature, timestamp, nonce }, sealed), text);
    }
  });

  it('agrees with npm dingtalk-encrypt both ways', () => {
    for (const text of ['success', '{"EventType":"check_url"}', 'x'.repeat(500), '']) {
      const ours = crypto.close(text);
      const { msg_signature, timeStamp, nonce } = ours;
      assert.equal(peer.getDecryptMsg(msg_signature, timeStamp, nonce, ours.encrypt), text);
      const theirs = peer.getEncryptedMap(text, 1_614_767_836_000, 'nonce1');
      const signs = { timestamp: theirs.timeStamp, nonce: theirs.nonce };
      // That package writes text as a URL is written.
      assert.equal(
        decodeURI(crypto.open({ ...signs, signature: theirs.msg_signature }, theirs.encrypt)),
        text,
      );
    }
  });

  it('opens text that one official implementation breaks into lines before it signs it', () => {
    const broken = `${encrypt.slice(0, 40)}\n${encrypt.slice(40)}\n`;
    assert.equal(crypto.open(signed(broken), broken), 'success');
  });

  it('refuses everything else with the same words', () => {
    const message = Buffer.from('success');
    const other = new DingTalkEncryptor(keys.token, keys.aesKey, 'dingsomebodyelse');
    const foreign = other.getEncryptedMap('success', 1, 'n').encrypt;
    const sealed: readonly (readonly [string, string, CallbackSigns?])[] = [
      ['a wrong signature', encrypt, { ...official, signature: 'f'.repeat(40) }],
      ['an empty signature', encrypt, { ...official, signature: '' }],
      [
        'a signature of another length',
        encrypt,
        { ...official, signature: `${official.signature}0` },
      ],
      ['another time', encrypt, { ...official, timestamp: '1614767837' }],
      ['another nonce', encrypt, { ...official, nonce: 'x' }],
      ['another receiver', foreign],
      ['nothing', ''],
      ['no base64', '{}'],
      ['half a block', encrypt.slice(0, 20)],
      ['a megabyte', 'A'.repeat(2 * 1024 * 1024)],
      ['no filling', sealedOf(Buffer.alloc(32, 0))],
      ['a filling of 33', sealedOf(filled(plainOf(message).subarray(0, 31), 33))],
      ['a filling that is not even', sealedOf(filled(plainOf(message), 17, 16).fill(17, 63))],
      ['a length beyond the end', sealedOf(filled(plainOf(message, 1_000)))],
      ['a length of 4 GiB', sealedOf(filled(plainOf(message, 0xffff_ffff)))],
      ['a text shorter than its head', sealedOf(filled(Buffer.alloc(10)))],
      ['text that is no UTF-8', sealedOf(filled(plainOf(Buffer.from([0xc3, 0x28]))))],
    ];
    const words = new Set(sealed.map(([, text, signs]) => refusal(signs ?? signed(text), text)));
    assert.deepEqual(
      [...words],
      [
        'a callback is not of DingTalk or not for this application; compare token, aes_key and appKey with 事件订阅',
      ],
    );
  });

  it('says what is wrong with the keys, without showing them', () => {
    for (const wrong of [
      { ...keys, aesKey: 'short' },
      { ...keys, aesKey: `${keys.aesKey.slice(1)}/` },
      { ...keys, token: '' },
      { ...keys, receiverId: '' },
    ]) {
      assert.throws(() => new CallbackCrypto(wrong, clock), { code: 'DINGTALK_CALLBACK_KEYS' });
    }
  });
});

describe('a callback', () => {
  const answer = async (
    said: object | string,
    onEvent: (event: StreamEvent) => Promise<void> = () => Promise.resolve(),
    log: string[] = [],
  ): Promise<CallbackAnswer> => {
    const {
      msg_signature,
      timeStamp: timestamp,
      nonce,
      encrypt: sealed,
    } = crypto.close(typeof said === 'string' ? said : JSON.stringify(said));
    const write = (_: object, message: string): void => void log.push(message);
    return await answerCallback(
      { crypto, onEvent, log: { info: write, warn: write, error: write } },
      { query: { msg_signature, timestamp, nonce }, body: JSON.stringify({ encrypt: sealed }) },
    );
  };
  const opened = ({ body }: CallbackAnswer): string => {
    const sealed = JSON.parse(body) as SealedCallback;
    return peer.getDecryptMsg(sealed.msg_signature, sealed.timeStamp, sealed.nonce, sealed.encrypt);
  };

  it('is handed on as an event of Stream would be, and told to be taken', async () => {
    const events: StreamEvent[] = [];
    const said = {
      EventType: 'user_leave_org',
      EventTime: 1,
      CorpId: 'ding1',
      eventId: 'e1',
      userId: ['李四'],
    };
    const answered = await answer(said, (event) => (events.push(event), Promise.resolve()));
    assert.equal(opened(answered), 'success');
    assert.deepEqual(events, [
      { eventId: 'e1', eventType: 'user_leave_org', corpId: 'ding1', data: { userId: ['李四'] } },
    ]);
  });

  it('has its parts under the names of either way', () => {
    assert.deepEqual(
      callbackEventOf({ eventType: 'x', eventCorpId: 'c', eventId: 7, data: { a: 1 } }),
      { eventType: 'x', corpId: 'c', eventId: '7', data: { a: 1 } },
    );
  });

  it('that only asks whether the address is right is answered, and is no event', async () => {
    const events: StreamEvent[] = [];
    const keep = (event: StreamEvent): Promise<void> => (events.push(event), Promise.resolve());
    assert.equal(opened(await answer({ EventType: 'check_url' }, keep)), 'success');
    const random = { EventType: 'check_create_suite_url', Random: 'w0rd' };
    assert.equal(opened(await answer(random, keep)), 'w0rd');
    assert.deepEqual(events, []);
  });

  it('that could not be kept is not told to be taken, so that it comes again', async () => {
    const log: string[] = [];
    const lost = await answer(
      { EventType: 'x' },
      () => Promise.reject(new Error('no broker')),
      log,
    );
    assert.deepEqual(lost, { status: 503, body: '{}' });
    assert.deepEqual(log, ['an event was not taken, so it comes again: no broker']);
  });

  it('of nobody knows whom is turned away', async () => {
    const log: string[] = [];
    const write = (_: object, message: string): void => void log.push(message);
    const parts = {
      crypto,
      onEvent: () => assert.fail(),
      log: { info: write, warn: write, error: write },
    };
    for (const body of [
      '',
      'null',
      '[]',
      '{"encrypt":7}',
      '{"encrypt":"x"}',
      JSON.stringify({ encrypt }),
    ]) {
      assert.deepEqual(await answerCallback(parts, { query: {}, body }), {
        status: 403,
        body: '{}',
      });
    }
    assert.equal(log.length, 6);
  });
});
