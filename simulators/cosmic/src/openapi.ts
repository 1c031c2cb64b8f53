import {
  takeFault,
  type FaultBook,
  type FaultKind,
  type SimulatorClock,
  type Vendor,
  type VendorReply,
  type VendorRequest,
} from '@hub/simulator-kit';
import { TokenCalls } from './access/token-calls.js';
import { Tokens } from './access/tokens.js';
import type { CosmicCompany } from './company.js';
import { operate } from './operations/operate.js';
import { query } from './operations/query.js';
import { save } from './operations/save.js';
import { json, notFound, Refusal, refused } from './reply.js';
import { bodyOf, isObject, type Sent } from './request-body.js';
import type { Switches } from './switches.js';

/** What this server can be told to do wrong, beside the faults of the way. A target is `pm_purorderbill/query` or `query`. */
export const cosmicFaults: readonly FaultKind[] = [
  { kind: 'token-loss', description: 'Ends all tokens before the call.' },
  {
    kind: 'error',
    description: 'Answers params.errorCode (default 500), params.message; not done.',
  },
  { kind: 'call-limit', description: 'Answers errorCode 429; not done.' },
];

interface Parts {
  readonly companies: readonly CosmicCompany[];
  readonly clock: SimulatorClock;
  readonly faults: FaultBook;
  readonly switches: Switches;
}

interface Caller {
  readonly company: CosmicCompany;
  readonly user: string;
}

type Route =
  | { readonly kind: 'api'; readonly app: string; readonly object: string; readonly name: string }
  | { readonly kind: 'token' | 'old' | 'auth'; readonly name: string };

/** The open platform: tokens, and the operations that are published of every form. */
export class OpenApi implements Vendor {
  readonly tokens: Tokens;
  readonly #parts: Parts;
  readonly #tokenCalls: TokenCalls;
  readonly #idempotent = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tokens = new Tokens(() => parts.clock.now());
    this.#tokenCalls = new TokenCalls({
      companies: parts.companies,
      tokens: this.tokens,
      switches: parts.switches,
      now: () => parts.clock.now(),
    });
  }

  namesOf({ path }: VendorRequest): readonly string[] {
    const route = this.#route(path);
    if (route === undefined) return [];
    return route.kind === 'api' ? [`${route.object}/${route.name}`, route.name] : [route.name];
  }

  answer(request: VendorRequest): VendorReply {
    const route = this.#route(request.path);
    if (route === undefined) return notFound;
    try {
      this.#strike(this.namesOf(request));
      if (route.kind === 'auth') return this.#dataCenters();
      this.#passGateway(request);
      if (route.kind === 'api') return this.#call(route, request);
      return route.kind === 'token'
        ? this.#token(route.name, request)
        : this.#oldLogin(route.name, request);
    } catch (error) {
      if (error instanceof Refusal) return refused(error, this.#parts.switches);
      throw error;
    }
  }

  #route(path: string): Route | undefined {
    const { contextPath } = this.#parts.switches;
    const match = /^(\/ierp)?\/(kapi|api|auth)\/(.+?)\/?$/.exec(path);
    if (match === null) return undefined;
    const [, context, home = '', rest = ''] = match;
    if (contextPath === 'ierp' && context === undefined) return undefined;
    if (contextPath === 'root' && context !== undefined) return undefined;
    if (home === 'api') return { kind: 'old', name: rest };
    if (home === 'auth') return { kind: 'auth', name: rest };
    const token = /^oauth2\/(\w+)$/.exec(rest)?.[1];
    if (token !== undefined) return { kind: 'token', name: token };
    // /kapi/v2/{isv}/{app}/{object}/{operation}; the vendor's own have no isv, the oldest no v2.
    const parts = rest.replace(/^v2\//, '').split('/');
    const [name = '', object = '', app = ''] = parts.toReversed();
    return parts.length < 3 || parts.length > 4 ? undefined : { kind: 'api', app, object, name };
  }

  #strike(names: readonly string[]): void {
    const fault = takeFault(this.#parts.faults, names, ['token-loss', 'error', 'call-limit']);
    if (fault === undefined) return;
    if (fault.kind === 'token-loss') this.tokens.clear();
    if (fault.kind === 'call-limit') throw new Refusal('429', 'API被限流，请稍后再试。');
    if (fault.kind !== 'error') return;
    const { errorCode, message } = fault.params;
    const code = typeof errorCode === 'string' ? errorCode : '500';
    throw new Refusal(code, typeof message === 'string' ? message : '服务异常');
  }

  #passGateway({ headers }: VendorRequest): void {
    const { companies, switches } = this.#parts;
    if (!switches.gatewayIdentity) return;
    const given = headers['x-acgw-identity'];
    if (!companies.some(({ identity }) => identity === given))
      throw new Refusal('401', 'x-acgw-identity认证不通过');
  }

  #token(name: string, request: VendorRequest): VendorReply {
    if (name === 'getToken') return this.#tokenCalls.getToken(request);
    if (name === 'verifyToken') return this.#tokenCalls.verifyToken(request);
    if (name === 'withdrawToken') return this.#tokenCalls.withdrawToken(request);
    throw new Refusal('404', 'Cannot found OpenAPI(or disabled)');
  }

  #oldLogin(name: string, request: VendorRequest): VendorReply {
    if (name === 'getAppToken.do') return this.#tokenCalls.getAppToken(request);
    return name === 'login.do' ? this.#tokenCalls.login(request) : notFound;
  }

  /** Lists data centres to anybody, as the product does. */
  #dataCenters(): VendorReply {
    const centers = this.#parts.companies.map(({ key, name, accountId }) => ({
      accountId,
      accountNumber: key,
      accountName: name,
    }));
    return json(200, centers, '0');
  }

  #call(route: Extract<Route, { kind: 'api' }>, request: VendorRequest): VendorReply {
    // Whoever is not known gets 401 for every path, there or not.
    const { company, user } = this.#caller(request);
    const { switches } = this.#parts;
    const form = company.book.form(route.object);
    const isThere = form !== undefined && route.object.startsWith(`${route.app}_`);
    if (!isThere) throw new Refusal('404', 'Cannot found OpenAPI(or disabled)');
    const sent = request.method === 'GET' ? fromQuery(request) : bodyOf(request);
    if (sent['data'] === undefined) throw new Refusal('400', '请求参数没有 data 数据。');
    const data = isObject(sent['data']) ? sent['data'] : {};
    if (route.name === 'query') return query(company.book, form, sent, data, switches);
    if (request.method !== 'POST') throw new Refusal('405', 'Http方法不允许');
    this.#once(request);
    if (route.name === 'save') return save(company.book, form, sent, user, switches);
    if (route.name === 'change' || !Object.hasOwn(form.operations, route.name))
      throw new Refusal('404', 'Cannot found OpenAPI(or disabled)');
    return operate(company.book, form, route.name, data, user, switches);
  }

  #caller(request: VendorRequest): Caller {
    const { headers, query: asked } = request;
    const { companies, switches } = this.#parts;
    const sign = asked.get('openApiSign') ?? headers['openapisign'];
    const signed = companies.find(({ openApiSign }) => openApiSign === sign);
    const account = asked.get('accountId') ?? headers['accountid'] ?? signed?.accountId;
    if (switches.basicSign && signed?.accountId === account && signed !== undefined)
      return { company: signed, user: signed.proxies[0] ?? '' };
    const inUrl = switches.tokenIn === 'header-or-query' ? asked.get('access_token') : null;
    const given = [headers['accesstoken'], headers['access_token'], inUrl];
    for (const text of given) {
      const token = typeof text === 'string' ? this.tokens.find(text) : undefined;
      if (token !== undefined && token.user !== '') return token;
    }
    throw new Refusal('401', '未经授权的访问。');
  }

  #once({ headers }: VendorRequest): void {
    const key = headers['idempotency-key'];
    if (typeof key !== 'string') return;
    if (this.#idempotent.has(key)) throw new Refusal('604', '不允许重复执行');
    this.#idempotent.add(key);
  }
}

function fromQuery({ query: asked }: VendorRequest): Sent {
  const all = Object.fromEntries(asked);
  return { ...all, data: all };
}
