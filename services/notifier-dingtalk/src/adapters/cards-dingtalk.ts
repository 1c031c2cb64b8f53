import { HubError } from '@hub/core';
import type { DingTalkClient } from '@hub/dingtalk';
import type { PerTenant } from '@hub/service';
import type { Card } from '../domain/card.js';
import type { CardChange } from '../domain/card-state.js';
import type { Delivered } from '../domain/receipt.js';
import type { Cards } from '../ports.js';

/** The client of a tenant, and what it sends with. */
export interface Sender {
  readonly client: Pick<
    DingTalkClient,
    | 'deliverCard'
    | 'updateCard'
    | 'sendRobot'
    | 'robotReaders'
    | 'recallRobot'
    | 'sendWorkNotification'
    | 'workResult'
    | 'recallWorkNotification'
  >;
  readonly cardTemplateId: string;
  /** The application as work notifications name it; null when it sends none. */
  readonly agentId: string | null;
}

/** Interactive cards of DingTalk. */
export class DingTalkCards implements Cards {
  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  async deliver(
    tenant: string,
    { outTrackId, cardData, privateData, userIds }: Card,
  ): Promise<readonly Delivered[]> {
    const { client, cardTemplateId: templateId } = this.senders.get(tenant);
    const receipts = await client.deliverCard({
      outTrackId,
      templateId,
      cardData,
      privateData,
      userIds,
    });
    return receipts.map(({ userId, delivered, reason }) => ({
      userId,
      state: delivered ? 'DELIVERED' : 'DROPPED',
      reason,
    }));
  }

  async update(
    tenant: string,
    commandId: string,
    { cardData, privateData }: CardChange,
  ): Promise<void> {
    try {
      await this.senders
        .get(tenant)
        .client.updateCard({ outTrackId: commandId, cardData, privateData });
    } catch (error) {
      // It was remembered and never came to be: there is nothing to change.
      if (!isNoSuchCard(error)) throw error;
    }
  }
}

function isNoSuchCard(error: unknown): boolean {
  return (
    error instanceof HubError && 'vendorCode' in error && error.vendorCode === 'param.cardNotExist'
  );
}
