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

interface Open {
  readonly tenant: Tenant;
  readonly connection: Connection;
}

/**
 * Keeps one Stream connection for each tenant, with that tenant's credentials; what comes over it belongs to that
 * tenant, whatever it says. A tenant whose files changed gets a new connection, the others keep theirs.
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
    const gone = [...this.#open].filter(([id, { tenant }]) => current.get(id) !== tenant);
    const come = [...current.values()].filter(
      (tenant) => this.#open.get(tenant.id)?.tenant !== tenant,
    );
    for (const [id] of gone) this.#open.delete(id);
    const started = come.map((tenant) => this.#connect(tenant));
    await Promise.all([
      ...started,
      ...gone.map(([, { connection }]) => this.#quietly(connection.close())),
    ]);
  }

  async #connect(tenant: Tenant): Promise<void> {
    const { api, appKey, appSecret, corpId } = tenant.dingtalk;
    const connection = this.#options.connect({
      ...{ api, appKey, appSecret, corpId },
      log: this.#logOf(tenant.id),
      onCard: (callback) => this.#card(tenant.id, callback),
      onMessage: (message) => this.#message(tenant.id, message),
    });
    this.#open.set(tenant.id, { tenant, connection });
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
