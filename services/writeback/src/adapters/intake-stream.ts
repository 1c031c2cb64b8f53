import { isDeepStrictEqual } from 'node:util';
import { HubError, messageOf } from '@hub/core';
import type { StreamClient, StreamOptions } from '@hub/dingtalk';
import type { Tenant, TenantFolder } from '@hub/service';
import { logOf, takeMessage, takePress, type PushedLog, type PushedPorts } from './pushed.js';

/** A connection by which DingTalk pushes. */
type Connection = Pick<StreamClient, 'start' | 'close' | 'connected'>;

export interface IntakeOptions extends PushedPorts {
  readonly tenants: Pick<TenantFolder, 'current' | 'onChange'>;
  readonly connect: (options: StreamOptions) => Connection;
  readonly log: PushedLog;
}

/** What a connection is made with: the part of a tenant whose change makes a new one necessary. */
type Account = Pick<StreamOptions, 'api' | 'appKey' | 'appSecret' | 'corpId'>;

interface Open {
  readonly account: Account;
  readonly connection: Connection;
}

/** DingTalk recycles connections; while one is replaced the other goes on. */
const connectionsPerTenant = 2;

/**
 * Keeps Stream connections for each tenant, with that tenant's credentials; what comes over them belongs to that
 * tenant, whatever it says. A tenant whose application changed is connected anew; whatever else is edited in its
 * files, it keeps its connections.
 */
export class StreamIntake {
  readonly name = 'DingTalk Stream';
  readonly #options: IntakeOptions;
  readonly #open = new Map<string, Open>();
  #stopListening: () => void = () => undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#stopListening = this.#options.tenants.onChange((current) => {
      this.#work = this.#work.then(() => this.#follow(current));
    });
    await this.#follow(this.#options.tenants.current());
  }

  /** For the readiness report: the tenants without a connection; null when there is none. */
  problem(): string | null {
    const without = [...byStream(this.#options.tenants.current()).keys()].filter(
      (id) => this.#open.get(id)?.connection.connected !== true,
    );
    return without.length === 0 ? null : `no Stream connection for ${without.join(', ')}`;
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.#work;
    await Promise.all([...this.#open.values()].map(({ connection }) => connection.close()));
    this.#open.clear();
  }

  async #follow(all: ReadonlyMap<string, Tenant>): Promise<void> {
    const current = byStream(all);
    const gone = [...this.#open].filter(([id, { account }]) => {
      const tenant = current.get(id);
      return tenant === undefined || !isDeepStrictEqual(accountOf(tenant), account);
    });
    const come = [...current.values()].filter(
      ({ id }) => !this.#open.has(id) || gone.some(([left]) => left === id),
    );
    for (const [id] of gone) this.#open.delete(id);
    const started = come.map((tenant) => this.#connect(tenant));
    await Promise.all([
      ...started,
      ...gone.map(([, { connection }]) => this.#quietly(connection.close())),
    ]);
  }

  async #connect(tenant: Tenant): Promise<void> {
    const account = accountOf(tenant);
    const connection = this.#options.connect({
      ...account,
      connections: connectionsPerTenant,
      log: logOf(this.#options.log, tenant.id),
      onCard: (callback) => takePress(this.#options, tenant.id, callback),
      onMessage: (message) => takeMessage(this.#options, tenant.id, message),
    });
    this.#open.set(tenant.id, { account, connection });
    await this.#quietly(connection.start());
  }

  /** One tenant's trouble is in the log, and keeps no other from its connection. */
  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const code = error instanceof HubError ? error.code : 'DINGTALK_UNREACHABLE';
      this.#options.log.error({ code }, messageOf(error));
    }
  }
}

/** One application is told by one way: where DingTalk posts, nothing comes by Stream. */
function byStream(current: ReadonlyMap<string, Tenant>): ReadonlyMap<string, Tenant> {
  return new Map([...current].filter(([, { dingtalk }]) => dingtalk.callback === undefined));
}

function accountOf({ dingtalk: { api, appKey, appSecret, corpId } }: Tenant): Account {
  return { api, appKey, appSecret, corpId };
}
