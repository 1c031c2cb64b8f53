import { HubError } from '@hub/core';
import type { CardReceipt, DingTalkClient } from '@hub/dingtalk';
import type { PerTenant } from '@hub/service';
import type { Card } from '../domain/card.js';
import type { CardChange } from '../domain/card-state.js';
import { reasonText } from '../domain/reasons.js';
import type { Delivered } from '../domain/receipt.js';
import type { CardSteps } from '../channels/deliver-card-singly.js';
import type { Cards } from '../ports.js';

/** The client of a tenant, and what it sends with. */
export interface Sender {
  readonly client: Pick<
    DingTalkClient,
    | 'deliverCard'
    | 'createCard'
    | 'deliverCardTo'
    | 'updateCard'
    | 'sendRobot'
    | 'robotReaders'
    | 'recallRobot'
    | 'sendWorkNotification'
    | 'workResult'
    | 'recallWorkNotification'
    | 'unionIdOf'
    | 'createTodo'
    | 'updateTodo'
    | 'deleteTodo'
    | 'createCalendarEvent'
    | 'findCalendarEvent'
    | 'updateCalendarEvent'
    | 'deleteCalendarEvent'
    | 'sendDing'
    | 'dingReaders'
    | 'recallDing'
  >;
  readonly cardTemplateId: string;
  /** The application as work notifications name it; null when it sends none. */
  readonly agentId: string | null;
}

/** Interactive cards of DingTalk. */
export class DingTalkCards implements Cards, CardSteps {
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
    return receipts.map(deliveredOf);
  }

  async create(tenant: string, { outTrackId, cardData }: Card): Promise<void> {
    const { client, cardTemplateId: templateId } = this.senders.get(tenant);
    await client.createCard({ outTrackId, templateId, cardData });
  }

  async deliverTo(
    tenant: string,
    commandId: string,
    userId: string,
  ): Promise<readonly Delivered[]> {
    const receipts = await this.senders.get(tenant).client.deliverCardTo(commandId, [userId]);
    return receipts.map(deliveredOf);
  }

  async update(
    tenant: string,
    commandId: string,
    { cardData, privateData }: CardChange,
  ): Promise<void> {
    try {
      await this.senders.get(tenant).client.updateCard({
        outTrackId: commandId,
        ...(Object.keys(cardData).length === 0 ? {} : { cardData }),
        privateData,
      });
    } catch (error) {
      // It was remembered and never came to be: there is nothing to change.
      if (!isNoSuchCard(error)) throw error;
    }
  }
}

function deliveredOf({ userId, delivered, reason }: CardReceipt): Delivered {
  return delivered
    ? { userId, state: 'DELIVERED', reason: null }
    : { userId, state: 'DROPPED', reason: undelivered(reason ?? '') };
}

/** DingTalk says it in free words only, which are no more than quoted. */
function undelivered(said: string): string {
  return reasonText(
    '钉钉未把卡片送达此人，多因查无此人或此人不在应用可见范围内',
    'DingTalk did not deliver the card to this person; mostly there is no such user, or he is outside the visible range of the application',
    said,
  );
}

function isNoSuchCard(error: unknown): boolean {
  return (
    error instanceof HubError && 'vendorCode' in error && error.vendorCode === 'param.cardNotExist'
  );
}
