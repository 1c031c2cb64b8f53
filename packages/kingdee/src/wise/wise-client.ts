import { HubError, Secrets } from '@hub/core';
import { ApiClient, type ApiOptions } from '../api-client.js';
import { isRecord } from '../exact-json.js';
import { nameOf, unsettled, type CallName } from '../faults.js';
import { Sessions } from '../session.js';

export interface WiseOptions extends ApiOptions {
  /** The code that the administrator handed out in 企业互联; it decides the account set. */
  readonly authorityCode: string;
}

/** What GetList is asked. */
export interface WiseQuestion {
  readonly object: string;
  /** Index of the entry whose rows are listed with their heads. */
  readonly page: number;
  readonly fields: readonly string[];
  readonly filter: string;
  readonly order: string;
  readonly pageRows: number;
  readonly pageIndex: number;
}

export type WiseRecord = Readonly<Record<string, unknown>>;

interface Token {
  readonly text: string;
  /** Monotonic time at which it is renewed before it runs out. */
  readonly renewAt: number;
}

/** A part of its life before the end in which a token is not used any more. */
const lifeUsed = 0.9;
const secondsUsual = 3600;

/** Client of K3API. Reads only; one token for all calls. */
export class WiseClient {
  readonly #api: ApiClient;
  readonly #authorityCode: string;
  readonly #tokens: Sessions<Token>;
  readonly #secrets: Secrets;

  constructor(options: WiseOptions) {
    this.#authorityCode = options.authorityCode;
    this.#secrets = new Secrets(options.authorityCode);
    this.#api = new ApiClient(options, this.#secrets);
    this.#tokens = new Sessions(() => this.#open(), this.#api.clock);
  }

  /** Rows of a list, by field key; a head is repeated for every row of its entry. */
  async list(question: WiseQuestion): Promise<readonly WiseRecord[]> {
    const { object, page, fields, filter, order, pageRows, pageIndex } = question;
    const call = callOf('GetList', object);
    const data = await this.#call(call, `${object}/GetList`, {
      // Everything is text, as in the vendor's own examples.
      Top: '0',
      PageSize: String(pageRows),
      PageIndex: String(pageIndex),
      SelectPage: String(page),
      Fields: fields.join(','),
      Filter: filter,
      OrderBy: order,
    });
    return rowsOf(data, call);
  }

  /** Field keys of an object in lower case; null when the server does not tell them in a form that is known. */
  async fieldKeys(object: string): Promise<ReadonlySet<string> | null> {
    const data = await this.#call(callOf('GetTemplate', object), `${object}/GetTemplate`, null);
    const pages: readonly unknown[] = Object.values(isRecord(data) ? data : {});
    const heads = pages.map((page): unknown => (Array.isArray(page) ? page[0] : null));
    const keys = heads.filter(isRecord).flatMap((head) => Object.keys(head));
    return keys.length === 0 ? null : new Set(keys.map((key) => key.toLowerCase()));
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

  /**
   * Nobody says by which code the server tells that a token is gone, so a refusal is believed only with a token that was
   * fetched for this call. All calls here read, so asking twice does no harm.
   */
  async #call(call: CallName, path: string, data: object | null): Promise<unknown> {
    const known = this.#alive();
    if (known !== null) {
      const answer = await this.#ask(call, path, data, known);
      if (isGood(answer)) return answer['Data'];
      this.#tokens.forget(known);
    }
    const answer = await this.#ask(call, path, data, await this.#tokens.current());
    if (isGood(answer)) return answer['Data'];
    throw this.#refusal(call, answer);
  }

  #alive(): Token | null {
    const token = this.#tokens.active;
    if (token === null || this.#api.clock.monotonic() < token.renewAt) return token;
    this.#tokens.forget(token);
    return null;
  }

  async #ask(
    call: CallName,
    path: string,
    data: object | null,
    { text }: Token,
  ): Promise<WiseRecord> {
    const request = { path: `${path}?Token=${text}` };
    const answer = await this.#api.ask(
      data === null ? request : { ...request, body: { Data: data } },
      call,
    );
    if ('StatusCode' in answer) return answer;
    throw unsettled(call, 'KINGDEE_MALFORMED', 'the answer has no StatusCode; is a proxy between?');
  }

  async #open(): Promise<Token> {
    const call: CallName = { method: 'Token/Create', form: null, write: false };
    const path = `Token/Create?authorityCode=${encodeURIComponent(this.#authorityCode)}`;
    const answer = await this.#api.ask({ path }, call);
    const data = isRecord(answer['Data']) ? answer['Data'] : {};
    const text = data['Token'];
    if (!isGood(answer) || typeof text !== 'string' || text === '') {
      const said = `${this.#api.mask(answer['Message'])} (StatusCode ${codeOf(answer)})`;
      const remedy =
        'check authorityCode, and that the company is enabled in 企业互联 (EBDI) of K/3 WISE';
      throw new HubError('KINGDEE_LOGIN_REFUSED', `${nameOf(call)}: ${said}; ${remedy}`);
    }
    this.#secrets.add(text);
    const seconds = Number(data['Validity'] ?? secondsUsual) || secondsUsual;
    return { text, renewAt: this.#api.clock.monotonic() + seconds * 1000 * lifeUsed };
  }

  #refusal(call: CallName, answer: WiseRecord): HubError {
    const code = Number(answer['StatusCode']);
    const said = `${this.#api.mask(answer['Message'])} (StatusCode ${codeOf(answer)})`;
    if (code >= 500) return unsettled(call, 'KINGDEE_BUSY', said, { retryAfterMs: 5_000 });
    if (code === 404)
      return new HubError(
        'KINGDEE_FORM_UNKNOWN',
        `${nameOf(call)}: ${said}; correct the object in the source, or give the code this object in API授权`,
      );
    const remedy = 'give the code the rights on this object in API授权';
    return new HubError('KINGDEE_REFUSED', `${nameOf(call)}: ${said}; ${remedy}`);
  }
}

function callOf(method: string, form: string): CallName {
  return { method, form, write: false };
}

function isGood(answer: WiseRecord): boolean {
  return Number(answer['StatusCode']) === 200;
}

function codeOf(answer: WiseRecord): string {
  const code = answer['StatusCode'];
  return typeof code === 'string' || typeof code === 'number' ? String(code) : 'none';
}

/** Where sites put the rows of a list is not settled: in Data, or in the first list inside it. */
function rowsOf(data: unknown, call: CallName): readonly WiseRecord[] {
  // "No rows" comes as null, as an empty text, or as an empty list.
  if (data === null || data === '' || data === undefined) return [];
  const inside = isRecord(data) ? Object.values(data) : [];
  const rows = Array.isArray(data) ? data : (inside.find(Array.isArray) ?? null);
  if (rows === null && inside.every((value) => value === null)) return [];
  if (rows !== null && rows.every(isRecord)) return rows;
  throw unsettled(call, 'KINGDEE_MALFORMED', 'the answer holds no list of rows');
}
