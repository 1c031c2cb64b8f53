import { HubError, Secrets } from '@hub/core';
import { ApiClient, type ApiOptions } from '../api-client.js';
import { isRecord } from '../exact-json.js';
import { nameOf, unsettled, type CallName } from '../faults.js';
import { Sessions } from '../session.js';
import { codeOf, refusalOf, saidOf, tokenLostCode, type CosmicAnswer } from './cosmic-answer.js';
import { CosmicLogin, type CosmicAccount, type CosmicToken } from './cosmic-login.js';

export interface CosmicOptions extends ApiOptions, CosmicAccount {}

/** What a published query is asked. */
export interface CosmicQuestion {
  /** Behind kapi/v2/, e.g. pm/pm_purorderbill/query. */
  readonly path: string;
  /** Parameters that the query was published with. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Free condition beside them; null to send none. */
  readonly filter: string | null;
  readonly pageNo: number;
  readonly pageSize: number;
}

export type CosmicRecord = Readonly<Record<string, unknown>>;

export interface CosmicPage {
  readonly rows: readonly CosmicRecord[];
  readonly lastPage: boolean;
  /** Null where the server does not count. */
  readonly totalCount: number | null;
}

/** Client of the Cosmic open platform. Reads only; one token for all calls. */
export class CosmicClient {
  readonly #api: ApiClient;
  readonly #login: CosmicLogin;
  readonly #tokens: Sessions<CosmicToken>;

  constructor(options: CosmicOptions) {
    const { clientSecret, gatewayIdentity } = options;
    const secrets = new Secrets(clientSecret, ...(gatewayIdentity ?? '').split(' '));
    this.#api = new ApiClient(options, secrets);
    this.#login = new CosmicLogin(this.#api, options, secrets);
    this.#tokens = new Sessions(() => this.#login.open(), this.#api.clock);
  }

  async query(question: CosmicQuestion): Promise<CosmicPage> {
    const { path, data, filter, pageNo, pageSize } = question;
    const call: CallName = { method: 'query', form: path, write: false };
    const body = { data, pageNo, pageSize, ...(filter === null ? {} : { filter }) };
    return pageOf(await this.#call(call, `kapi/v2/${path}`, body), call);
  }

  /** Asks for a token unless there is one; for checks. */
  async open(): Promise<void> {
    await this.#tokens.current();
  }

  serverNow(): number {
    return this.#api.serverNow();
  }

  async close(): Promise<void> {
    await this.#api.close();
  }

  async #call(call: CallName, path: string, body: object): Promise<unknown> {
    for (const lastTry of [false, true]) {
      const token = await this.#token();
      const answer = await this.#api.ask({ path, body, headers: this.#headers(token) }, call);
      const code = codeOf(answer);
      if (isGood(answer, code)) return answer['data'];
      if (code === 'none')
        throw unsettled(call, 'KINGDEE_MALFORMED', 'the answer has no errorCode');
      if (code !== tokenLostCode) throw refusalOf(call, code, this.#api.mask(saidOf(answer)));
      this.#tokens.forget(token);
      if (lastTry) break;
    }
    const remedy = 'check that the application is enabled, and the gateway identity';
    throw new HubError(
      'KINGDEE_LOGIN_REFUSED',
      `${nameOf(call)}: not accepted even with a fresh token; ${remedy}`,
    );
  }

  async #token(): Promise<CosmicToken> {
    const token = this.#tokens.active;
    if (token !== null && this.#api.clock.monotonic() >= token.renewAt) this.#tokens.forget(token);
    return await this.#tokens.current();
  }

  #headers({ text }: CosmicToken): Readonly<Record<string, string>> {
    // Proxies drop the one with the underscore, some gateways know only that one.
    return { ...this.#login.headers, accessToken: text, access_token: text };
  }
}

function isGood({ status }: CosmicAnswer, code: string): boolean {
  return code === '0' && status !== false;
}

function pageOf(data: unknown, call: CallName): CosmicPage {
  const page = isRecord(data) ? data : {};
  const { rows, lastPage, totalCount } = page;
  if (!Array.isArray(rows) || !rows.every(isRecord))
    throw unsettled(call, 'KINGDEE_MALFORMED', 'the answer holds no list of rows');
  const count = Number(totalCount ?? Number.NaN);
  return {
    rows,
    lastPage: lastPage === true || lastPage === 'true',
    totalCount: Number.isSafeInteger(count) ? count : null,
  };
}
