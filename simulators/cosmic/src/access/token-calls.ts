import { readLocalTime, type Json, type VendorReply, type VendorRequest } from '@hub/simulator-kit';
import type { CosmicCompany } from '../company.js';
import { done, oldReply, Refusal } from '../reply.js';
import { bodyOf, textOf, type Sent } from '../request-body.js';
import type { Switches } from '../switches.js';
import type { Tokens } from './tokens.js';

const minuteMs = 60_000;
const lockMs = 180_000;

interface Parts {
  readonly companies: readonly CosmicCompany[];
  readonly tokens: Tokens;
  readonly switches: Switches;
  readonly now: () => number;
}

/** getToken and its sisters, with the checks in the order the server makes them. */
export class TokenCalls {
  readonly #parts: Parts;
  readonly #asked = new Map<string, number[]>();
  readonly #nonces = new Set<string>();
  readonly #wrong = new Map<string, { count: number; until: number }>();
  readonly #appTokens = new Map<string, CosmicCompany>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  getToken(request: VendorRequest): VendorReply {
    const { switches, tokens } = this.#parts;
    if (!switches.enhancedToken) throw new Refusal('404', 'Cannot found OpenAPI(or disabled)');
    const sent = this.#sent(request);
    for (const key of ['client_id', 'client_secret', 'username', 'accountId', 'nonce', 'timestamp'])
      if (textOf(sent, key) === '') throw new Refusal('603', `${key}为空。`);
    this.#checkTime(textOf(sent, 'timestamp'));
    this.#checkNonce(textOf(sent, 'nonce'));
    const company = this.#application(sent);
    this.#limit(company.clientId);
    this.#secret(company, textOf(sent, 'client_secret'));
    const user = this.#user(company, textOf(sent, 'username'));
    const token = tokens.open(company, user, switches.tokenSeconds);
    const expires = this.#expiresIn();
    return done({
      access_token: token,
      token_type: 'Bearer',
      refresh_token: null,
      scope: 'API',
      expires_in: expires,
      id_token: null,
      id_token_expires_in: expires,
      language: textOf(sent, 'language') || 'zh_CN',
    });
  }

  verifyToken(request: VendorRequest): VendorReply {
    const token = textOf(this.#sent(request), 'token');
    const left = this.#parts.tokens.leftMs(token);
    if (left === 0) throw new Refusal('612', 'AccessToken verify failed');
    return done({ expires_in: String(left), active: true, scope: 'API' });
  }

  withdrawToken(request: VendorRequest): VendorReply {
    const sent = this.#sent(request);
    this.#secret(this.#application(sent), textOf(sent, 'client_secret'));
    if (!this.#parts.tokens.end(textOf(sent, 'token'))) throw new Refusal('611', '撤回失败');
    return done(true);
  }

  /** First step of the login before 2024: appSecret, or appSecuret as it was misspelt. */
  getAppToken(request: VendorRequest): VendorReply {
    if (!this.#parts.switches.oldLogin) return failed('10001', '该接口已停用');
    const sent = bodyOf(request);
    const company = this.#parts.companies.find(
      ({ accountId, clientId, clientSecret }) =>
        accountId === textOf(sent, 'accountId') &&
        clientId === textOf(sent, 'appId') &&
        clientSecret === (textOf(sent, 'appSecret') || textOf(sent, 'appSecuret')),
    );
    if (company === undefined) return failed('10002', '第三方应用ID或应用密钥不正确。');
    const token = this.#parts.tokens.open(company, '', 7200, 'APPTOKEN_');
    this.#appTokens.set(token, company);
    const expires = this.#parts.now() + 7_200_000;
    return oldReply({ ...good, app_token: token, expire_time: expires }, 'success');
  }

  login(request: VendorRequest): VendorReply {
    const { switches, tokens, now } = this.#parts;
    if (!switches.oldLogin) return failed('10001', '该接口已停用');
    const sent = bodyOf(request);
    const company = this.#appTokens.get(textOf(sent, 'apptoken'));
    if (company === undefined) return failed('10003', 'apptoken无效或已过期');
    const user = textOf(sent, 'user');
    if (!isUser(company, user)) return failed('10004', `用户“${user}”不存在`);
    const token = tokens.open(company, user, switches.tokenSeconds, `${company.accountId}_`);
    const expires = now() + switches.tokenSeconds * 1000;
    return oldReply({ ...good, access_token: token, expire_time: expires }, 'success');
  }

  /** accountId may travel in the header as well. */
  #sent(request: VendorRequest): Sent {
    if (request.method !== 'POST') throw new Refusal('405', '请求方式不正确，只支持POST');
    const header = request.headers['accountid'];
    return { ...(typeof header === 'string' ? { accountId: header } : {}), ...bodyOf(request) };
  }

  #checkTime(text: string): void {
    const most = this.#parts.switches.timestampMinutesMax * minuteMs;
    const time = /^\d{13}$/.test(text) ? Number(text) : readLocalTime(text);
    if (time === undefined) throw new Refusal('603', 'timestamp格式不正确。');
    if (most > 0 && Math.abs(time - this.#parts.now()) > most)
      throw new Refusal('603', 'timestamp与服务器时间相差超过5分钟。');
  }

  #checkNonce(nonce: string): void {
    if (this.#nonces.has(nonce))
      throw new Refusal('603', `本次参数nonce:${nonce}已经调用过了，不需要重复调用。`);
    this.#nonces.add(nonce);
  }

  #application(sent: Sent): CosmicCompany {
    const id = textOf(sent, 'client_id');
    const company = this.#parts.companies.find(
      ({ clientId, accountId }) => clientId === id && accountId === textOf(sent, 'accountId'),
    );
    if (company === undefined)
      throw new Refusal('401', `第三方应用client_id：${id}在系统中不存在或未启用。`);
    return company;
  }

  #limit(clientId: string): void {
    const { switches, now } = this.#parts;
    const recent = (this.#asked.get(clientId) ?? []).filter((at) => at > now() - minuteMs);
    if (recent.length >= switches.tokensPerMinute)
      throw new Refusal('429', '请求过于频繁，每分钟最多30次。');
    this.#asked.set(clientId, [...recent, now()]);
  }

  #secret(company: CosmicCompany, secret: string): void {
    const { now, switches } = this.#parts;
    const { count, until } = this.#wrong.get(company.clientId) ?? { count: 0, until: 0 };
    if (until > now())
      throw new Refusal('401', 'client_secret的访问错误已连续5次，已锁定，请在180秒后再试。');
    if (secret === company.clientSecret) {
      this.#wrong.delete(company.clientId);
      return;
    }
    const locks = switches.secretFailuresMax > 0 && count + 1 >= switches.secretFailuresMax;
    const next = locks ? { count: 0, until: now() + lockMs } : { count: count + 1, until: 0 };
    this.#wrong.set(company.clientId, next);
    const words = '第三方应用（client_id）或AccessToken密钥（client_secret）不正确';
    throw new Refusal('401', `${words}, 第 ${String(count + 1)} 次密钥验证失败`);
  }

  #user(company: CosmicCompany, user: string): string {
    if (!isUser(company, user)) throw new Refusal('603', `username：用户无效或不可用。`);
    if (!company.proxies.includes(user))
      throw new Refusal('603', '第三方应用（client_id）的代理用户为空或userName不在代理用户中。');
    return user;
  }

  #expiresIn(): Json {
    const { tokenSeconds, expiresIn } = this.#parts.switches;
    if (expiresIn === 'seconds') return tokenSeconds;
    return expiresIn === 'milliseconds' ? tokenSeconds * 1000 : String(tokenSeconds * 1000);
  }
}

const good = { success: true, error_code: '0', error_desc: '' };

function failed(code: string, words: string): VendorReply {
  return oldReply({ success: false, error_code: code, error_desc: words }, 'error');
}

function isUser({ book }: CosmicCompany, user: string): boolean {
  return (book.base.get('User') ?? []).some(({ number }) => number === user);
}
