import {
  createCipheriv,
  createDecipheriv,
  createHash,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { HubError, type Clock } from '@hub/core';

/** What the page 事件订阅 of the developer console shows, for events by HTTP. */
export interface CallbackKeys {
  /** 签名 token, 3 to 64 letters and digits. */
  readonly token: string;
  /** 加密 aes_key, 43 letters and digits. */
  readonly aesKey: string;
  /** The appKey when the address was set in the console, the corpId when it was registered by API. */
  readonly receiverId: string;
}

/** The query of a callback. */
export interface CallbackSigns {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** What is answered to a callback, and what is sent as one. */
export interface SealedCallback {
  readonly msg_signature: string;
  /** Spelled like this in answers. */
  readonly timeStamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

const keyCharacters = 43;
/** Bytes to which the text is filled up; the cipher's own block is 16. */
const blockBytes = 32;
const randomPrefixBytes = 16;
const lengthBytes = 4;
const sealedCharactersMax = 1024 * 1024;
const base64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

/** Opens and closes what DingTalk sends by HTTP: AES-256-CBC under the application's key, signed with its token. */
export class CallbackCrypto {
  readonly #token: string;
  readonly #key: Buffer;
  readonly #receiverId: Buffer;
  readonly #clock: Clock;

  /** @throws HubError DINGTALK_CALLBACK_KEYS */
  constructor({ token, aesKey, receiverId }: CallbackKeys, clock: Clock) {
    if (!/^[A-Za-z0-9]+$/.test(aesKey) || aesKey.length !== keyCharacters) {
      throw new HubError(
        'DINGTALK_CALLBACK_KEYS',
        `the aes_key of callbacks has ${String(keyCharacters)} letters and digits; copy it again from 事件订阅`,
      );
    }
    if (token === '' || receiverId === '') {
      throw new HubError(
        'DINGTALK_CALLBACK_KEYS',
        'the token of callbacks or the id of their receiver is missing; copy both again from 事件订阅',
      );
    }
    this.#token = token;
    this.#key = Buffer.from(`${aesKey}=`, 'base64');
    this.#receiverId = Buffer.from(receiverId);
    this.#clock = clock;
  }

  /**
   * The text of a callback.
   *
   * @throws HubError DINGTALK_CALLBACK, always with the same words: what exactly was wrong helps only who guesses
   */
  open(signs: CallbackSigns, encrypt: string): string {
    const text = this.#opened(signs, encrypt);
    if (text !== null) return text;
    throw new HubError(
      'DINGTALK_CALLBACK',
      'a callback is not of DingTalk or not for this application; compare token, aes_key and appKey with 事件订阅',
    );
  }

  close(text: string): SealedCallback {
    const message = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32BE(message.length);
    const random = randomBytes(randomPrefixBytes);
    const plain = padded(Buffer.concat([random, length, message, this.#receiverId]));
    const closing = createCipheriv('aes-256-cbc', this.#key, this.#iv).setAutoPadding(false);
    const encrypt = Buffer.concat([closing.update(plain), closing.final()]).toString('base64');
    const timeStamp = String(this.#clock.now());
    const nonce = randomBytes(8).toString('hex');
    const signs = { timestamp: timeStamp, nonce };
    return { msg_signature: this.#signatureOf(signs, encrypt), timeStamp, nonce, encrypt };
  }

  get #iv(): Buffer {
    return this.#key.subarray(0, 16);
  }

  #signatureOf({ timestamp, nonce }: Omit<CallbackSigns, 'signature'>, encrypt: string): string {
    const parts = [this.#token, timestamp, nonce, encrypt].sort();
    return createHash('sha1').update(parts.join('')).digest('hex');
  }

  #opened(signs: CallbackSigns, encrypt: string): string | null {
    if (encrypt.length > sealedCharactersMax || !base64.test(encrypt)) return null;
    // Before anything is decrypted, so that nobody learns from how it fails.
    if (!same(Buffer.from(signs.signature), Buffer.from(this.#signatureOf(signs, encrypt))))
      return null;
    const sealed = Buffer.from(encrypt, 'base64');
    if (sealed.length === 0 || sealed.length % 16 !== 0) return null;
    const opening = createDecipheriv('aes-256-cbc', this.#key, this.#iv).setAutoPadding(false);
    const plain = unpadded(Buffer.concat([opening.update(sealed), opening.final()]));
    return plain === null ? null : this.#messageIn(plain);
  }

  #messageIn(plain: Buffer): string | null {
    const from = randomPrefixBytes + lengthBytes;
    if (plain.length < from) return null;
    const until = from + plain.readUInt32BE(randomPrefixBytes);
    if (until > plain.length || !same(plain.subarray(until), this.#receiverId)) return null;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(plain.subarray(from, until));
    } catch {
      return null;
    }
  }
}

function padded(plain: Buffer): Buffer {
  const bytes = blockBytes - (plain.length % blockBytes);
  return Buffer.concat([plain, Buffer.alloc(bytes, bytes)]);
}

/** Null when the filling is not what it has to be, to the last byte. */
function unpadded(filled: Buffer): Buffer | null {
  const bytes = filled.at(-1) ?? 0;
  if (bytes < 1 || bytes > blockBytes || bytes > filled.length) return null;
  const filling = filled.subarray(filled.length - bytes);
  if (!same(filling, Buffer.alloc(bytes, bytes))) return null;
  return filled.subarray(0, filled.length - bytes);
}

/** In a time that does not tell where they differ. */
function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
