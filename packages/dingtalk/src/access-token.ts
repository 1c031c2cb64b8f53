import { HubError, type Clock } from '@hub/core';

export interface IssuedToken {
  readonly token: string;
  readonly lifetimeMs: number;
}

/** The vendor advises to renew this long before the end. */
const renewBeforeMs = 10 * 60_000;
const lifetimeMinMs = 60_000;
/** A refused pair of key and secret is not tried again sooner: asking for tokens is throttled. */
const refusalHeldMs = 10_000;

/** Keeps the application's access token: fetched once, however many ask at the same time, and renewed in time. */
export class AccessToken {
  readonly #fetch: () => Promise<IssuedToken>;
  readonly #clock: Clock;
  #held: { readonly token: string; readonly renewAt: number } | null = null;
  #fetching: Promise<string> | null = null;
  #refusal: { readonly error: HubError; readonly until: number } | null = null;

  constructor(fetch: () => Promise<IssuedToken>, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  async current(): Promise<string> {
    if (this.#held !== null && this.#clock.monotonic() < this.#held.renewAt)
      return this.#held.token;
    this.#fetching ??= this.#renew().finally(() => {
      this.#fetching = null;
    });
    return await this.#fetching;
  }

  /** Drops a token that was refused; one fetched since then stays. */
  forget(token: string): void {
    if (this.#held?.token === token) this.#held = null;
  }

  async #renew(): Promise<string> {
    if (this.#refusal !== null && this.#clock.monotonic() < this.#refusal.until)
      throw this.#refusal.error;
    try {
      const { token, lifetimeMs } = await this.#fetch();
      const keepMs = Math.max(lifetimeMinMs, lifetimeMs - renewBeforeMs);
      this.#held = { token, renewAt: this.#clock.monotonic() + keepMs };
      this.#refusal = null;
      return token;
    } catch (error) {
      if (error instanceof HubError && error.code === 'DINGTALK_CREDENTIALS') {
        this.#refusal = { error, until: this.#clock.monotonic() + refusalHeldMs };
      }
      throw error;
    }
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
  throw new HubError('DINGTALK_MALFORMED', 'DingTalk gave an answer without an access token', {
    retryable: true,
  });
}
