import { SlidingWindow } from '../access/sliding-window.js';
import { isAllowedAddress } from '../access/address.js';
import type { App } from '../organisation/organisation.js';
import type { World } from '../world.js';
import { refusals } from './refusals.js';
import type { AppRequest, TokenRoute, VendorRequest } from './vendor-route.js';

const second = 1000;
const ipWindowMs = 20 * second;

/** Decides whether a call may be done: token, address, permission, rates, monthly quota, in this order. */
export class Gate {
  readonly #world: World;
  readonly #perAppAndApi = new SlidingWindow(second);
  readonly #perAppAndApiMinute = new SlidingWindow(60 * second);
  readonly #perApi = new SlidingWindow(second);
  readonly #perAddress = new SlidingWindow(ipWindowMs);
  readonly #bannedUntil = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether the caller's address is banned from everything for now. */
  bans(address: string): boolean {
    const { clock, settings } = this.#world;
    const limit = settings.ipCallsPer20Seconds;
    if (limit === null) return false;
    const now = clock.now();
    if ((this.#bannedUntil.get(address) ?? 0) > now) return true;
    if (this.#perAddress.admit(address, limit, now)) return false;
    this.#bannedUntil.set(address, now + settings.ipBanMs);
    return true;
  }

  /** The application whose token a request carries, if that is in force. */
  appOf(route: TokenRoute, request: VendorRequest): App | undefined {
    const token = tokenOf(route, request);
    if (token === undefined) return undefined;
    const { logins, tokens } = this.#world;
    return tokens.appOf(token) ?? (route.personal === true ? logins.appOf(token) : undefined);
  }

  /** Lets a request pass, or throws the refusal. */
  admit(route: TokenRoute, request: VendorRequest): AppRequest {
    const { organisations, settings, clock, apiCalls, tokens } = this.#world;
    const { generation } = route;
    const token = tokenOf(route, request);
    if (token === undefined) throw refusals.tokenMissing(generation);
    const app = this.appOf(route, request);
    if (app === undefined) {
      const english = settings.tokenErrorText === 'english';
      throw refusals.tokenInvalid(generation, { english, expired: tokens.hasExpired(token) });
    }
    if (!isAllowedAddress(app.ipWhitelist, request.remoteAddress)) {
      throw refusals.ipRefused(generation, request.remoteAddress);
    }
    if (route.scope !== undefined && !app.scopes.includes(route.scope)) {
      throw refusals.scopeMissing(generation, route.scope);
    }
    this.#checkRates(route, app);
    if (route.counted && !apiCalls.admit(app.corpId, settings.monthlyApiCalls, clock.now())) {
      throw refusals.monthlyQuota(generation);
    }
    return { ...request, app, organisation: organisations.of(app) };
  }

  #checkRates({ generation, name, path }: TokenRoute, { appKey }: App): void {
    const { clock, settings } = this.#world;
    const { qpmPerAppAndApi: qpm, qpsPerApi, qpsPerAppAndApi: qps } = settings;
    const now = clock.now();
    const key = `${appKey} ${name}`;
    if (qps !== null && !this.#perAppAndApi.admit(key, qps, now)) {
      throw refusals.appQps(generation, qps);
    }
    if (qpm !== null && !this.#perAppAndApiMinute.admit(key, qpm, now)) {
      throw refusals.appQpm(generation);
    }
    if (qpsPerApi !== null && !this.#perApi.admit(name, qpsPerApi, now)) {
      throw refusals.platformQps(generation, path, { limit: qpsPerApi, now });
    }
  }
}

function tokenOf(route: TokenRoute, request: VendorRequest): string | undefined {
  // A blank token counts as none.
  if (route.generation === 'api')
    return request.headers['x-acs-dingtalk-access-token'] || undefined;
  const inQuery = request.query['access_token'];
  if (inQuery !== undefined && inQuery !== '') return inQuery;
  const inBody = request.body['access_token'];
  return typeof inBody === 'string' && inBody !== '' ? inBody : undefined;
}
