import { randomUUID } from 'node:crypto';
import { HubError, type Secrets } from '@hub/core';
import type { ApiClient } from '../api-client.js';
import { isRecord } from '../exact-json.js';
import { nameOf, type CallName } from '../faults.js';
import { toServerTime } from '../server-time.js';
import { codeOf, saidOf, type CosmicAnswer } from './cosmic-answer.js';

/** What opens a data centre. */
export interface CosmicAccount {
  /** Id of the data centre. */
  readonly accountId: string;
  /** System code of the third-party application. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Proxy user of the application: what he may see, the hub sees. */
  readonly username: string;
  /** Sent as x-acgw-identity where a gateway stands before the server. */
  readonly gatewayIdentity?: string | undefined;
  /** `token` asks getToken; `two-steps` is the login of sites that switched enhanced tokens off. Default token. */
  readonly auth?: 'token' | 'two-steps' | undefined;
  /** Language of names, e.g. zh_CN. */
  readonly language: string;
  readonly utcOffsetMinutes: number;
}

export interface CosmicToken {
  readonly text: string;
  /** Monotonic time at which it is renewed before it runs out. */
  readonly renewAt: number;
}

/** A part of its life before the end in which a token is not used any more. */
const lifeUsed = 0.9;
const lifeUsualMs = 2 * 3_600_000;
/** Servers tell the life in milliseconds, gateways sometimes in seconds; no token lives for a day. */
const secondsBelow = 86_400;

/** Opens a data centre. Follows the enhanced token of the open platform, or the two steps before it. */
export class CosmicLogin {
  readonly #api: ApiClient;
  readonly #account: CosmicAccount;
  readonly #secrets: Secrets;

  constructor(api: ApiClient, account: CosmicAccount, secrets: Secrets) {
    this.#api = api;
    this.#account = account;
    this.#secrets = secrets;
  }

  async open(): Promise<CosmicToken> {
    const token =
      this.#account.auth === 'two-steps' ? await this.#twoSteps() : await this.#getToken();
    this.#secrets.add(token.text);
    return token;
  }

  /** The headers that every call carries, a login too. */
  get headers(): Readonly<Record<string, string>> {
    const { gatewayIdentity } = this.#account;
    return gatewayIdentity === undefined ? {} : { 'x-acgw-identity': gatewayIdentity };
  }

  async #getToken(): Promise<CosmicToken> {
    const { clientId, clientSecret, username, accountId, language } = this.#account;
    const call = callOf('getToken');
    const answer = await this.#ask(call, 'kapi/oauth2/getToken', {
      client_id: clientId,
      client_secret: clientSecret,
      username,
      accountId,
      language,
      // A server takes each nonce once.
      nonce: randomUUID(),
      timestamp: this.#timestamp(),
    });
    const data = isRecord(answer['data']) ? answer['data'] : {};
    const text = data['access_token'];
    if (codeOf(answer) !== '0' || typeof text !== 'string' || text === '')
      throw this.#refused(call, codeOf(answer), saidOf(answer));
    return { text, renewAt: this.#renewAt(Number(data['expires_in'])) };
  }

  async #twoSteps(): Promise<CosmicToken> {
    const { clientId, clientSecret, username, accountId, language } = this.#account;
    const first = callOf('getAppToken');
    const app = await this.#step(first, 'api/getAppToken.do', 'app_token', {
      appId: clientId,
      appSecret: clientSecret,
      // Older servers know it by this spelling only.
      appSecuret: clientSecret,
      accountId,
      language,
    });
    this.#secrets.add(app);
    const login = { user: username, usertype: 'UserName', apptoken: app, accountId };
    const text = await this.#step(callOf('login'), 'api/login.do', 'access_token', login);
    return { text, renewAt: this.#renewAt(Number.NaN) };
  }

  async #step(call: CallName, path: string, key: string, body: object): Promise<string> {
    const answer = await this.#ask(call, path, body);
    const data = isRecord(answer['data']) ? answer['data'] : {};
    const text = data[key];
    if (typeof text === 'string' && text !== '') return text;
    throw this.#refused(call, codeOf({ errorCode: data['error_code'] }), data['error_desc']);
  }

  async #ask(call: CallName, path: string, body: object): Promise<CosmicAnswer> {
    return await this.#api.ask({ path, body, headers: this.headers }, call);
  }

  #timestamp(): string {
    const { utcOffsetMinutes } = this.#account;
    return toServerTime(this.#api.clock.now(), utcOffsetMinutes).slice(0, 19).replace('T', ' ');
  }

  #renewAt(life: number): number {
    const told = life > 0 ? (life < secondsBelow ? life * 1000 : life) : lifeUsualMs;
    return this.#api.clock.monotonic() + told * lifeUsed;
  }

  #refused(call: CallName, code: string, words: unknown): HubError {
    const said = `${this.#api.mask(words)} (errorCode ${code})`;
    if (code === '429') {
      const why = `${nameOf(call)}: ${said}; a token is asked for once in hours, so look who else uses this application`;
      return new HubError('KINGDEE_CALL_LIMIT', why, { retryable: true, retryAfterMs: 60_000 });
    }
    const remedy =
      'check accountId, clientId, clientSecret, the proxy users of the application, and the clocks of both sides; where the site knows no enhanced tokens, set auth to two-steps';
    return new HubError('KINGDEE_LOGIN_REFUSED', `${nameOf(call)}: ${said}; ${remedy}`);
  }
}

function callOf(method: string): CallName {
  return { method, form: null, write: false };
}
