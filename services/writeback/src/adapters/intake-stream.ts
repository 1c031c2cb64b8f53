import { isDeepStrictEqual } from 'node:util';
import { HubError, messageOf } from '@hub/core';
import type {
  CardCallback,
  CardResponse,
  DingTalkClient,
  RobotMessage,
  StreamClient,
  StreamOptions,
} from '@hub/dingtalk';
import type { PerTenant, Tenant, TenantFolder } from '@hub/service';
import type { TakeClick } from '../take-click.js';
import type { TakeReply } from '../take-reply.js';

/** A connection by which DingTalk pushes. */
type Connection = Pick<StreamClient, 'start' | 'close' | 'connected'>;

export interface IntakeOptions {
  readonly tenants: Pick<TenantFolder, 'current' | 'onChange'>;
  readonly takeClick: TakeClick;
  readonly takeReply: TakeReply;
  /** Who answers in a conversation. */
  readonly clients: Pick<PerTenant<Pick<DingTalkClient, 'replySession'>>, 'get'>;
  readonly connect: (options: StreamOptions) => Connection;
  readonly log: NonNullable<StreamOptions['log']>;
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
    const without = [...this.#options.tenants.current().keys()].filter(
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

  async #follow(current: ReadonlyMap<string, Tenant>): Promise<void> {
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
      log: this.#logOf(tenant.id),
      onCard: (callback) => this.#card(tenant.id, callback),
      onMessage: (message) => this.#message(tenant.id, message),
    });
    this.#open.set(tenant.id, { account, connection });
    await this.#quietly(connection.start());
  }

  async #card(
    tenant: string,
    { corpId, userId, outTrackId, params }: CardCallback,
  ): Promise<CardResponse> {
    return {
      userPrivateData: await this.#options.takeClick(tenant, {
        corpId,
        userId,
        outTrackId,
        params,
      }),
    };
  }

  async #message(tenant: string, message: RobotMessage): Promise<void> {
    const {
      msgId,
      conversationType,
      senderStaffId: userId,
      senderCorpId: corpId,
      text,
      sessionWebhook,
    } = message;
    const answer = (reply: { title: string; text: string }): Promise<void> =>
      this.#options.clients.get(tenant).replySession(sessionWebhook, reply);
    await this.#options.takeReply(
      tenant,
      { msgId, private: conversationType === '1', userId, corpId, text },
      answer,
    );
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

  #logOf(tenant: string): IntakeOptions['log'] {
    const { log } = this.#options;
    return {
      info: (fields, message) => {
        log.info({ tenant, ...fields }, message);
      },
      warn: (fields, message) => {
        log.warn({ tenant, ...fields }, message);
      },
      error: (fields, message) => {
        log.error({ tenant, ...fields }, message);
      },
    };
  }
}

function accountOf({ dingtalk: { api, appKey, appSecret, corpId } }: Tenant): Account {
  return { api, appKey, appSecret, corpId };
}
