import type { PerTenant } from '@hub/service';
import { robotMessageOf, type MarkdownWords } from '../domain/channel-words.js';
import { reasons } from '../domain/reasons.js';
import type { Delivered } from '../domain/receipt.js';
import type { Answer, Messages } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';
import { takenBack } from './taken-back.js';

/** Messages of the application's robot, to people one by one. */
export class DingTalkRobot implements Messages {
  readonly peopleMax = 20;

  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  async send(tenant: string, userIds: readonly string[], words: MarkdownWords): Promise<Answer> {
    const receipt = await this.senders
      .get(tenant)
      .client.sendRobot({ userIds, ...robotMessageOf(words) });
    const delivered: readonly Delivered[] = [
      ...receipt.accepted.map((userId) => ({ userId, state: 'ACCEPTED' as const, reason: null })),
      ...receipt.invalid.map((userId) => dropped(userId, reasons.invalid)),
      ...receipt.flowControlled.map((userId) => dropped(userId, reasons.flowControlled)),
    ];
    return { delivered, reference: receipt.processQueryKeys[0] ?? null };
  }

  async readers(tenant: string, reference: string): Promise<readonly string[]> {
    return (await this.senders.get(tenant).client.robotReaders(reference)).read;
  }

  async recall(tenant: string, reference: string): Promise<void> {
    takenBack(await this.senders.get(tenant).client.recallRobot([reference]));
  }
}

function dropped(userId: string, reason: string): Delivered {
  return { userId, state: 'DROPPED', reason };
}
