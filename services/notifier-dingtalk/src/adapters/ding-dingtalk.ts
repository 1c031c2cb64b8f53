import { HubError } from '@hub/core';
import type { DingBy } from '@hub/dingtalk';
import type { PerTenant } from '@hub/service';
import type { MarkdownWords } from '../domain/channel-words.js';
import { reasons } from '../domain/reasons.js';
import type { Delivered } from '../domain/receipt.js';
import type { Answer, Messages } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';

/** What else a DING needs of a tenant. */
export interface DingSender extends Sender {
  readonly dingBy: DingBy;
}

/** DINGs (DING 消息): one sentence that insists until it is confirmed. */
export class DingTalkDings implements Messages {
  /** By text message or call; within the application it would be 200. */
  readonly peopleMax = 20;

  constructor(private readonly senders: Pick<PerTenant<DingSender>, 'get'>) {}

  async send(
    tenant: string,
    userIds: readonly string[],
    { text: content }: MarkdownWords,
  ): Promise<Answer> {
    const { client, dingBy: by } = this.senders.get(tenant);
    const { openDingId, failed } = await client.sendDing({ by, userIds, content });
    const delivered = userIds.map((userId): Delivered =>
      failed.includes(userId)
        ? { userId, state: 'DROPPED', reason: reasons.invalid }
        : { userId, state: 'ACCEPTED', reason: null },
    );
    return { delivered, reference: openDingId };
  }

  /** Not every edition tells who has confirmed; then nobody is known to have. */
  async readers(tenant: string, openDingId: string): Promise<readonly string[]> {
    try {
      return await this.senders.get(tenant).client.dingReaders(openDingId);
    } catch (error) {
      if (error instanceof HubError && !error.retryable) return [];
      throw error;
    }
  }

  async recall(tenant: string, openDingId: string): Promise<void> {
    await this.senders.get(tenant).client.recallDing(openDingId);
  }
}
