import { HubError, Secrets, Slots, systemClock, type Clock } from '@hub/core';
import { AccessToken, issuedToken, type IssuedToken } from './access-token.js';
import { configuredUrl, trustedUrl } from './addresses.js';
import { DingTalkFault } from './faults.js';
import { readApiReply, readOapiReply, type Asked, type Fields } from './reply.js';
import type { TokenStore } from './token-store.js';
import { Transport, type HttpCall } from './transport.js';

export interface OpenApiOptions {
  /** Address of the new API, usually https://api.dingtalk.com */
  readonly api: string;
  /** Address of the old API, usually https://oapi.dingtalk.com */
  readonly oapi: string;
  readonly appKey: string;
  readonly appSecret: string;
  /** Longest wait for one answer; default 5 000. */
  readonly requestTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
  /** Where all processes share the access token; by default each has its own. */
  readonly tokens?: TokenStore | undefined;
}

const json = { 'content-type': 'application/json' };
const callsAtOnceMax = 64;
const callsWaitingMax = 2000;

/**
 * Carries calls to both generations of the API with one access token.
 *
 * Nothing is sent twice but a call that was refused for its token, which DingTalk does before anything else. The
 * token never stands in an address: the new API takes it as a header, the old one in the form.
 */
export class OpenApi {
  readonly #options: OpenApiOptions;
  readonly #api: URL;
  readonly #oapi: URL;
  readonly #transport: Transport;
  readonly #secrets: Secrets;
  readonly #token: AccessToken;
  readonly #slots = new Slots({
    runningMax: callsAtOnceMax,
    waitingMax: callsWaitingMax,
    code: 'DINGTALK_BUSY',
  });

  constructor(options: OpenApiOptions) {
    this.#options = options;
    this.#api = configuredUrl(options.api, 'dingtalk.api');
    this.#oapi = configuredUrl(options.oapi, 'dingtalk.oapi');
    this.#transport = new Transport(options.requestTimeoutMs ?? 5_000);
    this.#secrets = new Secrets(options.appSecret);
    const { appKey, appSecret } = options;
    this.#token = new AccessToken({
      appKey,
      appSecret,
      fetch: () => this.#fetchToken(),
      onToken: (token) => {
        this.#secrets.add(token);
      },
      clock: options.clock ?? systemClock,
      store: options.tokens,
    });
  }

  async signIn(): Promise<void> {
    await this.#token.current();
  }

  /**
   * Calls the new API, such as `v1.0/card/instances`.
   *
   * @param ask what goes along: of a GET or DELETE in the query, else as JSON
   */
  async api(
    method: HttpCall['method'],
    path: string,
    ask: object,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Fields> {
    const url = new URL(path, this.#api);
    const inQuery = method === 'GET' || method === 'DELETE';
    if (inQuery)
      for (const [name, value] of Object.entries(ask)) url.searchParams.set(name, String(value));
    const body = inQuery ? null : JSON.stringify(ask);
    return await this.#withToken(async (token) => {
      const headers = { ...json, ...more, 'x-acs-dingtalk-access-token': token };
      const reply = await this.#transport.send({ url, method, headers, body });
      return readApiReply(reply, this.#asked(url));
    });
  }

  /** Calls the old API, such as `topapi/v2/user/get`. */
  async oapi(path: string, parameters: Readonly<Record<string, string | number>>): Promise<Fields> {
    const url = new URL(path, this.#oapi);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return await this.#withToken(async (token) => {
      const form = new URLSearchParams({ access_token: token });
      for (const [name, value] of Object.entries(parameters)) form.set(name, String(value));
      const reply = await this.#transport.send({
        url,
        method: 'POST',
        headers,
        body: form.toString(),
      });
      return readOapiReply(reply, this.#asked(url));
    });
  }

  /** Posts to an address that DingTalk itself gave out; it holds its own secret and needs no token. */
  async webhook(
    address: string,
    body: object,
    query: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const url = trustedUrl(address, 'https:', [this.#oapi, this.#api]);
    if (url === null) {
      throw new HubError(
        'DINGTALK_REFUSED',
        'the webhook leads neither to DingTalk nor to dingtalk.oapi; nothing was sent',
      );
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const secrets = new Secrets(...url.searchParams.values());
    const text = JSON.stringify(body);
    const asked = {
      call: url.pathname,
      mask: (said: string) => this.#secrets.mask(secrets.mask(said, Infinity)),
    };
    await this.#slots.run(async () => {
      const reply = await this.#transport.send({ url, method: 'POST', headers: json, body: text });
      return readOapiReply(reply, asked);
    });
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async #withToken(call: (token: string) => Promise<Fields>): Promise<Fields> {
    return await this.#slots.run(async () => {
      const token = await this.#token.current();
      try {
        return await call(token);
      } catch (error) {
        if (!isTokenFault(error)) throw error;
        await this.#token.refused(token);
      }
      const fresh = await this.#token.current();
      try {
        return await call(fresh);
      } catch (error) {
        if (isTokenFault(error)) await this.#token.refusedAgain(fresh, error);
        throw error;
      }
    });
  }

  async #fetchToken(): Promise<IssuedToken> {
    const { appKey, appSecret } = this.#options;
    const url = new URL('v1.0/oauth2/accessToken', this.#api);
    const body = JSON.stringify({ appKey, appSecret });
    const reply = await this.#transport.send({ url, method: 'POST', headers: json, body });
    return issuedToken(readApiReply(reply, this.#asked(url)));
  }

  #asked(url: URL): Asked {
    return { call: url.pathname, mask: (said) => this.#secrets.mask(said) };
  }
}

function isTokenFault(error: unknown): error is DingTalkFault {
  return error instanceof DingTalkFault && error.handling === 'token';
}
