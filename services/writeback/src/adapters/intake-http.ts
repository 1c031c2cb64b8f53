import { createHmac } from 'node:crypto';
import { Slots, type Clock } from '@hub/core';
import {
  answerCallback,
  answerCardPush,
  answerRobotPush,
  CallbackCrypto,
  type CallbackAnswer,
  type PushRequest,
} from '@hub/dingtalk';
import type { Tenant, TenantFolder } from '@hub/service';
import { logOf, takeMessage, takePress, type PushedLog, type PushedPorts } from './pushed.js';

/** What DingTalk posts: events of the organisation, messages to the robot, presses of cards. */
export type PostedKind = 'events' | 'robot' | 'card';

/** A request as it came, unchecked. */
export interface Posted extends PushRequest {
  readonly query: Readonly<Record<string, string | undefined>>;
}

export interface PostedAnswer {
  readonly status: CallbackAnswer['status'] | 404 | 413;
  /** JSON text. */
  readonly body: string;
}

export interface HttpIntakeOptions extends PushedPorts {
  readonly tenants: Pick<TenantFolder, 'current'>;
  readonly clock: Clock;
  readonly log: PushedLog;
}

/** Largest body in bytes, as characters: what a person writes or presses is small, an event may list many people. */
const bodyMax: Readonly<Record<PostedKind, number>> = {
  events: 1_000_000,
  robot: 65_536,
  card: 65_536,
};
/** What is proved to be of DingTalk and in hand at once; beyond it DingTalk is told that nothing was taken. */
const inHandMax = 200;
/** Anybody can post here, and fill no log by it. */
const warnEveryMs = 60_000;

/**
 * Takes what DingTalk posts for organisations that do not use Stream. Nothing is believed that is not signed; what is
 * taken is in Kafka before DingTalk is answered, and known again when it comes twice, as what comes by Stream is.
 */
export class HttpIntake {
  readonly #options: HttpIntakeOptions;
  readonly #slots = new Slots({
    runningMax: inHandMax,
    waitingMax: 0,
    code: 'WRITEBACK_CALLBACKS_BUSY',
  });
  readonly #warnedAt = new Map<string, number>();

  constructor(options: HttpIntakeOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async receive(kind: PostedKind, tenantId: string, posted: Posted): Promise<PostedAnswer> {
    const tenant = this.#options.tenants.current().get(tenantId);
    if (tenant?.dingtalk.callback === undefined) return { status: 404, body: '{}' };
    if (posted.body.length > bodyMax[kind]) return { status: 413, body: '{}' };
    switch (kind) {
      case 'card':
        return await this.#card(tenant, posted);
      case 'robot':
        return await this.#robot(tenant, posted);
      case 'events':
        return await this.#event(tenant, posted);
    }
  }

  #card(tenant: Tenant, posted: Posted): Promise<CallbackAnswer> {
    const parts = { ...this.#partsOf(tenant), cardSecrets: cardSecretsOf(tenant) };
    return answerCardPush(
      {
        ...parts,
        onCard: (callback) => this.#slots.run(() => takePress(this.#options, tenant.id, callback)),
      },
      posted,
    );
  }

  #robot(tenant: Tenant, posted: Posted): Promise<CallbackAnswer> {
    const { appSecret } = tenant.dingtalk;
    return answerRobotPush(
      {
        ...this.#partsOf(tenant),
        appSecret,
        onMessage: (message) =>
          this.#slots.run(() => takeMessage(this.#options, tenant.id, message)),
      },
      posted,
    );
  }

  /** The hub needs no event, as by Stream it asks for none; but DingTalk saves an address only if it answers. */
  async #event(
    { id, dingtalk: { appKey, callback } }: Tenant,
    posted: Posted,
  ): Promise<PostedAnswer> {
    const keys = callback?.keys;
    if (keys === undefined) return { status: 404, body: '{}' };
    const { clock } = this.#options;
    const crypto = new CallbackCrypto({ ...keys, receiverId: appKey }, clock);
    const onEvent = (): Promise<void> => Promise.resolve();
    return await answerCallback({ crypto, onEvent, log: this.#logOf(id) }, posted);
  }

  #partsOf({ id, dingtalk }: Tenant): { corpId: string; clock: Clock; log: PushedLog } {
    return { corpId: dingtalk.corpId, clock: this.#options.clock, log: this.#logOf(id) };
  }

  #logOf(tenant: string): PushedLog {
    const log = logOf(this.#options.log, tenant);
    const warn: PushedLog['warn'] = (fields, message) => {
      const now = this.#options.clock.monotonic();
      if (now - (this.#warnedAt.get(tenant) ?? -Infinity) < warnEveryMs) return;
      this.#warnedAt.set(tenant, now);
      log.warn(fields, message);
    };
    return { ...log, warn };
  }
}

/**
 * What presses of a tenant's cards are signed with, the newest first: made of the keys of its buttons, so that there is no
 * further secret to keep and it is replaced with them.
 */
export function cardSecretsOf({ id, capabilityKeys }: Tenant): readonly string[] {
  return capabilityKeys.map((key) =>
    createHmac('sha256', key).update(`callbacks of cards\n${id}`).digest('hex'),
  );
}
