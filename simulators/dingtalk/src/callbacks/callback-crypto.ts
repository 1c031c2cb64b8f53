import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

const blockBytes = 32;
const randomLength = 16;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** What both sides of an encrypted callback know. */
export interface CallbackKeys {
  readonly token: string;
  /** 43 characters; 32 bytes once a `=` is put behind them. */
  readonly aesKey: string;
  /** appKey when the address was saved in the console, corpId when it was registered by API. */
  readonly receiverId: string;
}

/** An encrypted message with what signs it. */
export interface Envelope {
  readonly msg_signature: string;
  readonly timeStamp: string;
  readonly nonce: string;
  readonly encrypt: string;
}

export function isAesKey(aesKey: string): boolean {
  return /^[A-Za-z0-9+/]{43}$/.test(aesKey) && keyOf(aesKey).length === 32;
}

/** SHA-1 of the four texts in ascending order. */
export function signatureOf(
  token: string,
  timestamp: string,
  nonce: string,
  encrypt: string,
): string {
  const text = [token, timestamp, nonce, encrypt].sort().join('');
  return createHash('sha1').update(text).digest('hex');
}

/** AES-256-CBC of random text, length, message and receiver; padded to blocks of 32 bytes, which no library does. */
export function encrypt(keys: CallbackKeys, message: string, random = newNonce(16)): string {
  const body = Buffer.from(message, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([Buffer.from(random), length, body, Buffer.from(keys.receiverId)]);
  const padding = blockBytes - (plain.length % blockBytes);
  const key = keyOf(keys.aesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** The message inside, and whom it was meant for. Throws when the text is not of this scheme. */
export function decrypt(aesKey: string, text: string): { message: string; receiverId: string } {
  const key = keyOf(aesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(text, 'base64'), decipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > blockBytes) throw new Error('padding does not fit');
  const plain = padded.subarray(0, padded.length - padding);
  const end = randomLength + 4 + plain.readUInt32BE(randomLength);
  if (end > plain.length) throw new Error('length does not fit');
  return {
    message: plain.subarray(randomLength + 4, end).toString('utf8'),
    receiverId: plain.subarray(end).toString('utf8'),
  };
}

export function seal(keys: CallbackKeys, message: string, now: number): Envelope {
  const sealed = { timeStamp: String(now), nonce: newNonce(8), encrypt: encrypt(keys, message) };
  const { nonce, timeStamp } = sealed;
  return { msg_signature: signatureOf(keys.token, timeStamp, nonce, sealed.encrypt), ...sealed };
}

/** Robot and card callbacks: HMAC-SHA256, base64. It does not cover the body. */
export function hmacOf(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

function keyOf(aesKey: string): Buffer {
  return Buffer.from(`${aesKey}=`, 'base64');
}

function newNonce(length: number): string {
  return [...randomBytes(length)].map((byte) => letters[byte % letters.length]).join('');
}
