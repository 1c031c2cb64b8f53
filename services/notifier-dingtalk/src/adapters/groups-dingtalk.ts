import { hashId, HubError } from '@hub/core';
import { webhookAddress, type DingTalkClient } from '@hub/dingtalk';
import type { GroupSetting, GroupSettings, PerTenant } from '@hub/service';
import { robotMessageOf, webhookMessageOf, type MarkdownWords } from '../domain/channel-words.js';
import type { Group } from '../domain/group.js';
import type { Answer, Groups } from '../ports.js';
import { takenBack } from './taken-back.js';

/** The client of a tenant, and where its groups are. */
export interface GroupSender {
  readonly client: Pick<
    DingTalkClient,
    'sendGroup' | 'groupReaders' | 'recallGroup' | 'sendGroupWebhook'
  >;
  readonly groups: GroupSettings;
  /** Address of the old API, at which custom robots have theirs. */
  readonly oapi: string;
}

/** What DingTalk takes from a custom robot within its window; one more, and it is mute for ten minutes (2.4). */
const webhookCallsMax = 20;

/** Messages to groups: of the application's robot, or of custom robots. */
export class DingTalkGroups implements Groups {
  constructor(private readonly senders: Pick<PerTenant<GroupSender>, 'get'>) {}

  async send(tenant: string, name: string, words: MarkdownWords, id: string): Promise<Answer> {
    const { client, oapi, groups } = this.senders.get(tenant);
    const group = settingOf(groups, name);
    const delivered = [{ userId: name, state: 'ACCEPTED' as const, reason: null }];
    if (group.webhook === undefined) {
      const { openConversationId } = group;
      const sent = await client.sendGroup({ openConversationId, ...robotMessageOf(words) });
      return { delivered, reference: sent.processQueryKey };
    }
    const { token, sign: secret } = group.webhook;
    const address = webhookAddress(oapi, token);
    const message = webhookMessageOf(words);
    await client.sendGroupWebhook({ address, secret, message, msgUuid: id });
    return { delivered, reference: null };
  }

  async readers(tenant: string, name: string, reference: string): Promise<readonly string[]> {
    const { client, openConversationId } = this.#ours(tenant, name);
    const sent = { openConversationId, processQueryKey: reference };
    return (await client.groupReaders(sent)).read;
  }

  async recall(tenant: string, name: string, reference: string): Promise<void> {
    const { client, openConversationId } = this.#ours(tenant, name);
    takenBack(await client.recallGroup(openConversationId, [reference]));
  }

  #ours(
    tenant: string,
    name: string,
  ): { readonly client: GroupSender['client']; readonly openConversationId: string } {
    const { client, groups } = this.senders.get(tenant);
    const { openConversationId } = settingOf(groups, name);
    if (openConversationId === undefined)
      throw gone(name, 'is told by webhook meanwhile, which neither tells nor takes back');
    return { client, openConversationId };
  }
}

/**
 * The groups of a tenant as the notifier knows them, without their secrets.
 *
 * @param windowMs in which DingTalk counts the messages of a robot
 */
export function groupsOf(
  tenant: string,
  settings: GroupSettings,
  windowMs: number,
): ReadonlyMap<string, Group> {
  return new Map(
    Object.entries(settings).map(([name, setting]): [string, Group] => {
      const { webhook, messagesPerMinute } = setting;
      if (webhook === undefined) {
        const key = `hub:${tenant}:limit:group:${hashId(setting.openConversationId)}`;
        const calls = messagesPerMinute;
        const limit = calls === undefined ? null : { key, calls, windowMs };
        return [name, { by: 'ROBOT', limit, keyword: '' }];
      }
      // Whoever has the same robot, shares it; its token is a secret, so the key is a hash of it.
      const key = `hub:*:limit:webhook:${hashId('webhook', webhook.token)}`;
      const limit = { key, calls: messagesPerMinute ?? webhookCallsMax, windowMs };
      return [name, { by: 'WEBHOOK', limit, keyword: webhook.keyword ?? '' }];
    }),
  );
}

function settingOf(groups: GroupSettings, name: string): GroupSetting {
  const setting = Object.hasOwn(groups, name) ? groups[name] : undefined;
  return setting ?? fail(gone(name, 'is not under groups: of tenant.yaml any more'));
}

function gone(name: string, what: string): HubError {
  return new HubError('NOTIFIER_GROUP_UNKNOWN', `the group "${name}" ${what}`);
}

function fail(error: Error): never {
  throw error;
}
