import { backoffMs, HubError, messageOf, type Clock } from '@hub/core';
import type { DingTalkClient } from '@hub/dingtalk';
import type { PerTenant, Tenant, TenantFolder } from '@hub/service';
import { cardSecretsOf } from './intake-http.js';
import { logOf, type PushedLog } from './pushed.js';

export interface CardRoutesOptions {
  readonly tenants: Pick<TenantFolder, 'current' | 'onChange'>;
  readonly clients: Pick<PerTenant<Pick<DingTalkClient, 'registerCardRoute'>>, 'get'>;
  readonly clock: Clock;
  readonly log: PushedLog;
}

interface Route {
  /** Address and secret, to be seen again when they change. */
  readonly wanted: string;
  readonly stop: AbortController;
}

const waits = { firstMs: 1_000, maxMs: 300_000 };

/** Tells DingTalk where to post presses of cards, for each tenant that takes them by HTTP; again when it changes. */
export class CardRoutes {
  readonly name = 'addresses for presses';
  readonly #options: CardRoutesOptions;
  readonly #routes = new Map<string, Route>();
  /** What is told of each tenant, the last of it. */
  readonly #under = new Map<string, Promise<void>>();
  #stopListening: () => void = () => undefined;

  constructor(options: CardRoutesOptions) {
    this.#options = options;
  }

  /** DingTalk being away keeps nothing from starting: it is told when it is back. */
  start(): Promise<void> {
    this.#stopListening = this.#options.tenants.onChange((current) => {
      this.#follow(current);
    });
    this.#follow(this.#options.tenants.current());
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.#stopListening();
    for (const { stop } of this.#routes.values()) stop.abort();
    await Promise.all(this.#under.values());
  }

  #follow(current: ReadonlyMap<string, Tenant>): void {
    for (const [id, route] of this.#routes) {
      const tenant = current.get(id);
      if (tenant !== undefined && wantedOf(tenant) === route.wanted) continue;
      route.stop.abort();
      this.#routes.delete(id);
    }
    for (const tenant of current.values()) {
      const wanted = wantedOf(tenant);
      if (wanted === null || this.#routes.has(tenant.id)) continue;
      const stop = new AbortController();
      this.#routes.set(tenant.id, { wanted, stop });
      // One after the other: what is still under way might reach DingTalk last, and its address would stand.
      const before = this.#under.get(tenant.id) ?? Promise.resolve();
      this.#under.set(
        tenant.id,
        before.then(() => this.#register(tenant, stop.signal)),
      );
    }
  }

  async #register(tenant: Tenant, signal: AbortSignal): Promise<void> {
    const { clients, clock } = this.#options;
    const log = logOf(this.#options.log, tenant.id);
    const url = tenant.dingtalk.callback?.url ?? '';
    const [secret = ''] = cardSecretsOf(tenant);
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await clients.get(tenant.id).registerCardRoute(url, secret);
        log.info({}, 'DingTalk posts presses of cards to the address in tenant.yaml');
        return;
      } catch (error) {
        const code = error instanceof HubError ? error.code : 'DINGTALK_UNREACHABLE';
        log.error({ code }, `DingTalk was not told where to post presses: ${messageOf(error)}`);
      }
      const wait = backoffMs(attempt, waits, Math.random());
      await clock.sleep(wait, signal).catch(() => undefined);
    }
  }
}

/** Null for a tenant whose presses come by Stream. */
function wantedOf(tenant: Tenant): string | null {
  const { appKey, api, callback } = tenant.dingtalk;
  if (callback === undefined) return null;
  return [api, appKey, callback.url, cardSecretsOf(tenant)[0] ?? ''].join('\n');
}
