import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** A place that all processes of the hub share, so that they use one access token. None of its methods throws. */
export interface TokenStore {
  read(key: string): Promise<{ readonly value: string; readonly leftMs: number } | null>;
  write(key: string, value: string, keepMs: number): Promise<void>;
  /** Forgets the value, unless it is another one by now. */
  drop(key: string, value: string): Promise<void>;
  /** True for one caller in each `leaseMs`: that one fetches a token, the others wait for it. */
  lead(key: string, leaseMs: number): Promise<boolean>;
  /** For who led in vain: the next one may try at once. */
  pass(key: string): Promise<void>;
}

/** For a process that shares with nobody. */
export const ownStore: TokenStore = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  lead: () => Promise.resolve(true),
  pass: () => Promise.resolve(),
};

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Closes tokens so that who reads the store cannot use them, and so that the token of one application is never taken
 * for another's: the key comes of the application's own secret.
 */
export class TokenSeal {
  readonly #key: Buffer;
  readonly #owner: Buffer;

  constructor(appKey: string, appSecret: string) {
    this.#owner = Buffer.from(appKey);
    this.#key = Buffer.from(hkdfSync('sha256', appSecret, appKey, 'hub.dingtalk.token', 32));
  }

  close(token: string): string {
    const iv = randomBytes(ivBytes);
    const sealing = createCipheriv(cipher, this.#key, iv).setAAD(this.#owner);
    const sealed = Buffer.concat([sealing.update(token, 'utf8'), sealing.final()]);
    return Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString('base64');
  }

  /** Null for what was not closed by this application's secret, such as before it was changed. */
  open(text: string): string | null {
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length <= ivBytes + tagBytes) return null;
    const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, ivBytes))
      .setAAD(this.#owner)
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    try {
      const token = opening.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8');
      return token + opening.final('utf8');
    } catch {
      return null;
    }
  }
}
