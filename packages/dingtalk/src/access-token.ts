import { HubError, type Clock } from '@hub/core';
import { DingTalkFault } from './faults.js';
import { ownStore, TokenSeal, type TokenStore } from './token-store.js';

export interface IssuedToken {
  readonly token: string;
  readonly lifetimeMs: number;
}

export interface TokenParts {
  readonly appKey: string;
  readonly appSecret: string;
  /** Asks DingTalk for a token. */
  readonly fetch: () => Promise<IssuedToken>;
  /** Hears of every token before it is used, so that it is masked wherever it is echoed. */
  readonly onToken: (token: string) => void;
  readonly clock: Clock;
  readonly store?: TokenStore | undefined;
}

/** The vendor advises to renew this long before the end. */
const renewBeforeMs = 10 * 60_000;
const lifetimeMinMs = 60_000;
/** A refused pair of key and secret, or token, is not tried again sooner: asking for tokens is throttled. */
const refusalHeldMs = 10_000;
/** Longer than a fetch takes; who leads and dies holds the others back no longer. */
const leaseMs = 8_000;
const lookEveryMs = 100;

interface Held {
  readonly token: string;
  /** As it stands in the store. */
  readonly sealed: string;
  /** Monotonic milliseconds. */
  readonly renewAt: number;
  readonly endsAt: number;
}

/**
 * Keeps the application's access token: fetched once, however many ask at the same time and in however many
 * processes, and renewed in time.
 */
export class AccessToken {
  readonly #parts: TokenParts;
  readonly #clock: Clock;
  readonly #store: TokenStore;
  readonly #seal: TokenSeal;
  readonly #key: string;
  #held: Held | null = null;
  /** What DingTalk did not take; another process may not have noticed yet. */
  #refused: string | null = null;
  #renewing: Promise<string> | null = null;
  #refusal: { readonly error: HubError; readonly until: number } | null = null;

  constructor(parts: TokenParts) {
    this.#parts = parts;
    this.#clock = parts.clock;
    this.#store = parts.store ?? ownStore;
    this.#seal = new TokenSeal(parts.appKey, parts.appSecret);
    this.#key = `hub:dingtalk:token:${parts.appKey}`;
  }

  async current(): Promise<string> {
    if (this.#held !== null && this.#clock.monotonic() < this.#held.renewAt)
      return this.#held.token;
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = null;
    });
    return await this.#renewing;
  }

  /** Drops a token that was refused, here and for all others; one fetched since then stays. */
  async refused(token: string): Promise<void> {
    if (this.#held?.token !== token) return;
    const { sealed } = this.#held;
    this.#held = null;
    this.#refused = token;
    await this.#store.drop(this.#key, sealed);
  }

  /** A new token was refused as well: nothing that a third one would mend. */
  async refusedAgain(token: string, error: HubError): Promise<void> {
    await this.refused(token);
    this.#hold(error);
  }

  async #renew(): Promise<string> {
    this.#throwHeld();
    try {
      return (await this.#shared()) ?? (await this.#fetchOrAwait());
    } catch (error) {
      if (error instanceof HubError && error.code === 'DINGTALK_CREDENTIALS') this.#hold(error);
      const held = this.#held;
      // Renewed early, so that there is time left when it fails.
      const usable = held !== null && this.#clock.monotonic() < held.endsAt;
      if (usable && error instanceof DingTalkFault && error.handling !== 'permanent')
        return held.token;
      throw error;
    }
  }

  /** By this process when it is its turn, otherwise what the process whose turn it is gets. */
  async #fetchOrAwait(): Promise<string> {
    for (let waitedMs = 0; waitedMs < leaseMs; waitedMs += lookEveryMs) {
      const leads = await this.#store.lead(this.#key, leaseMs);
      if (!leads) await this.#clock.sleep(lookEveryMs);
      // Also for who leads: another may have led and written since this one looked.
      const shared = await this.#shared();
      if (shared !== null && leads) await this.#store.pass(this.#key);
      if (shared !== null) return shared;
      if (leads) break;
    }
    const { token, lifetimeMs } = await this.#fetch();
    this.#parts.onToken(token);
    const sealed = this.#seal.close(token);
    await this.#store.write(this.#key, sealed, lifetimeMs);
    this.#refusal = null;
    return this.#take(token, sealed, lifetimeMs);
  }

  async #fetch(): Promise<IssuedToken> {
    try {
      return await this.#parts.fetch();
    } catch (error) {
      await this.#store.pass(this.#key);
      throw error;
    }
  }

  /** What another process fetched, when it is good for a while. */
  async #shared(): Promise<string | null> {
    const found = await this.#store.read(this.#key);
    if (found === null || found.leftMs <= renewBeforeMs) return null;
    const token = this.#seal.open(found.value);
    if (token === null || token === this.#refused) return null;
    this.#parts.onToken(token);
    return this.#take(token, found.value, found.leftMs);
  }

  #take(token: string, sealed: string, lifetimeMs: number): string {
    const now = this.#clock.monotonic();
    const keepMs = Math.max(lifetimeMinMs, lifetimeMs - renewBeforeMs);
    this.#held = { token, sealed, renewAt: now + keepMs, endsAt: now + lifetimeMs };
    return token;
  }

  #hold(error: HubError): void {
    this.#refusal = { error, until: this.#clock.monotonic() + refusalHeldMs };
  }

  #throwHeld(): void {
    if (this.#refusal !== null && this.#clock.monotonic() < this.#refusal.until)
      throw this.#refusal.error;
  }
}

/** Reads the answer to a request for a token. */
export function issuedToken(fields: Readonly<Record<string, unknown>>): IssuedToken {
  const { accessToken, expireIn } = fields;
  if (
    typeof accessToken === 'string' &&
    accessToken !== '' &&
    typeof expireIn === 'number' &&
    expireIn > 0
  ) {
    return { token: accessToken, lifetimeMs: expireIn * 1000 };
  }
  throw new DingTalkFault(
    'DINGTALK_MALFORMED',
    'DingTalk gave an answer without an access token',
    '',
    { retryable: true },
  );
}
