import { randomUUID } from 'node:crypto';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Secrets } from '@hub/core';
import { configuredUrl } from './addresses.js';
import { DingTalkFault } from './faults.js';
import { openGateway } from './gateway.js';
import { webhookAddress } from './group-webhook.js';
import { lostReply } from './lost-reply.js';
import { OpenApi, type OpenApiOptions } from './open-api.js';
import { Transport } from './transport.js';

export interface ProbeOptions extends OpenApiOptions {
  readonly robotCode: string;
  readonly cardTemplateId: string;
  /** Hosts of Stream gateways that are trusted beside those of DingTalk and of `api`. */
  readonly gatewayHosts?: readonly string[] | undefined;
}

/** Names nothing that there is. */
const nobody = 'hub-doctor';
const waitMs = 5_000;

/**
 * Questions that change nothing and reach nobody, for finding out what an application may do: each call is about
 * something that does not exist, so DingTalk either refuses the application or says that there is no such thing.
 * Each throws the refusal. Those of channels count against the month's calls: one each, of to-dos and calendars two.
 */
export class DingTalkProbes {
  readonly #options: ProbeOptions;
  readonly #api: OpenApi;

  constructor(options: ProbeOptions) {
    this.#options = options;
    this.#api = new OpenApi(options);
  }

  async token(): Promise<void> {
    await this.#api.signIn();
  }

  async departments(): Promise<void> {
    await this.#api.oapi('topapi/v2/department/listsub', { dept_id: 1 });
  }

  async members(): Promise<void> {
    await this.#api.oapi('topapi/v2/user/list', { dept_id: 1, cursor: 0, size: 1 });
  }

  /** Two permissions: the list of roles, and who has one. */
  async roles(): Promise<void> {
    await this.#api.oapi('topapi/role/list', { offset: 0, size: 1 });
    await bearing(this.#api.oapi('topapi/role/simplelist', { role_id: 1, offset: 0, size: 1 }));
  }

  /** Makes a card that is delivered to nobody: whether cards may be made, and of this template. */
  async cards(): Promise<void> {
    await this.#api.api('POST', 'v1.0/card/instances', {
      cardTemplateId: this.#options.cardTemplateId,
      outTrackId: `${nobody}-${randomUUID()}`,
      callbackType: 'STREAM',
      cardData: { cardParamMap: {} },
    });
  }

  /** Asks who has read a message that was never sent: whether the robot may send, and is one. */
  async robot(): Promise<void> {
    const { robotCode } = this.#options;
    const asked = { robotCode, processQueryKey: nobody };
    await bearing(this.#api.api('GET', 'v1.0/robot/oToMessages/readStatus', asked));
  }

  /** Asks for the progress of a work notification that was never sent. */
  async work(agentId: string): Promise<void> {
    const asked = { agent_id: agentId, task_id: 1 };
    await bearing(this.#api.oapi('topapi/message/corpconversation/getsendprogress', asked));
  }

  /** Two permissions: to find a to-do, and to change one. */
  async todo(): Promise<void> {
    const tasks = `v1.0/todo/users/${nobody}/tasks`;
    await bearing(this.#api.api('GET', `${tasks}/sources/${nobody}`, {}));
    await bearing(this.#api.api('PUT', `${tasks}/${nobody}?operatorId=${nobody}`, { done: true }));
  }

  /** Two permissions: to find an entry of a calendar, and to change one. */
  async calendar(): Promise<void> {
    const events = `v1.0/calendar/users/${nobody}/calendars/primary/events`;
    await bearing(this.#api.api('GET', `${events}/${nobody}`, {}));
    await bearing(this.#api.api('PUT', `${events}/${nobody}`, { summary: nobody }));
  }

  /** Recalls a DING that was never sent; only paid editions have DING at all. */
  async ding(): Promise<void> {
    const { robotCode } = this.#options;
    const asked = { robotCode, openDingId: nobody };
    await bearing(this.#api.api('POST', 'v1.0/robot/ding/recall', asked));
  }

  /** Asks who of a group has read a message that was never sent: whether there is the group, with our robot in it. */
  async group(openConversationId: string): Promise<void> {
    const { robotCode } = this.#options;
    const asked = { robotCode, openConversationId, processQueryKey: nobody, maxResults: 1 };
    await bearing(this.#api.api('POST', 'v1.0/robot/groupMessages/query', asked));
  }

  /** Posts nothing to a custom robot: whether there is one of this address. What it would refuse is not found out. */
  async webhook(token: string): Promise<void> {
    await bearing(this.#api.webhook(webhookAddress(this.#options.oapi, token), {}));
  }

  /** Asks for a gateway and opens a connection as far as TLS; nothing is pushed to it. @returns its host */
  async stream(): Promise<string> {
    const { api, appKey, appSecret, gatewayHosts = [] } = this.#options;
    const transport = new Transport(waitMs);
    try {
      const { url } = await openGateway(transport, {
        ...{ api: configuredUrl(api, 'dingtalk.api'), appKey, appSecret, hosts: gatewayHosts },
        secrets: new Secrets(appSecret),
        events: false,
      });
      await reach(url);
      return url.host;
    } finally {
      await transport.close();
    }
  }

  async close(): Promise<void> {
    await this.#api.close();
  }
}

/** That what was asked about is not there is the answer that was hoped for. */
async function bearing(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof DingTalkFault) || error.code !== 'DINGTALK_REFUSED') throw error;
  }
}

async function reach(url: URL): Promise<void> {
  const secure = url.protocol === 'wss:';
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const port = Number(url.port === '' ? (secure ? 443 : 80) : url.port);
  const socket = secure
    ? connectTls({ host, port, servername: host })
    : connectPlain({ host, port });
  try {
    await new Promise<void>((resolve, reject) => {
      const failed = (error: unknown, timedOut = false): void => {
        reject(lostReply(error, { name: 'Stream gateway', host: url.host, timedOut }));
      };
      socket.once(secure ? 'secureConnect' : 'connect', resolve).once('error', failed);
      socket.setTimeout(waitMs, () => {
        failed(new Error('no answer'), true);
      });
    });
  } finally {
    socket.destroy();
  }
}
