import { HubError } from '@hub/core';
import type { WorkDrop } from '@hub/dingtalk';
import type { PerTenant } from '@hub/service';
import { workMessageOf, type MarkdownWords } from '../domain/channel-words.js';
import { reasonOfCode, reasons, reasonText } from '../domain/reasons.js';
import type { Delivered } from '../domain/receipt.js';
import type { Answer, WorkNotifications } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';

/** Work notifications of the application. DingTalk takes them all and drops some without a word. */
export class DingTalkWork implements WorkNotifications {
  readonly peopleMax = 100;

  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  async send(tenant: string, userIds: readonly string[], words: MarkdownWords): Promise<Answer> {
    const { client } = this.senders.get(tenant);
    const message = workMessageOf(words);
    const agentId = this.#agentOf(tenant);
    const { taskId } = await client.sendWorkNotification({ agentId, userIds, message });
    const delivered = userIds.map((userId): Delivered => ({
      userId,
      state: 'ACCEPTED',
      reason: null,
    }));
    return { delivered, reference: taskId };
  }

  async result(tenant: string, taskId: string): Promise<readonly Delivered[]> {
    const { client } = this.senders.get(tenant);
    const { read, unread, dropped } = await client.workResult({
      agentId: this.#agentOf(tenant),
      taskId,
    });
    return [
      ...read.map((userId): Delivered => ({ userId, state: 'READ', reason: null })),
      ...unread.map((userId): Delivered => ({ userId, state: 'DELIVERED', reason: null })),
      ...dropped.map((drop): Delivered => ({ ...droppedOf(drop) })),
    ];
  }

  async readers(tenant: string, taskId: string): Promise<readonly string[]> {
    const { client } = this.senders.get(tenant);
    return (await client.workResult({ agentId: this.#agentOf(tenant), taskId })).read;
  }

  async recall(tenant: string, taskId: string): Promise<void> {
    const { client } = this.senders.get(tenant);
    await client.recallWorkNotification({ agentId: this.#agentOf(tenant), taskId });
  }

  #agentOf(tenant: string): string {
    const { agentId } = this.senders.get(tenant);
    if (agentId !== null) return agentId;
    throw new HubError(
      'NOTIFIER_NO_AGENT',
      `tenant ${tenant} has rules with the channel WORK but no dingtalk.agentId; add the agent id of its application to tenant.yaml`,
    );
  }
}

function droppedOf({ userId, code, reason }: WorkDrop): Delivered {
  const text =
    reason === 'INVALID'
      ? reasons.invalid
      : (reasonOfCode(code) ??
        reasonText('钉钉未投递，未说明原因', 'DingTalk dropped it and does not say why', code));
  return { userId, state: 'DROPPED', reason: text };
}
