import type { PerTenant } from '@hub/service';
import type { Delivered } from '../domain/receipt.js';
import type { Robot } from '../ports.js';
import type { Sender } from './cards-dingtalk.js';

/** Messages of the application's robot, to people one by one. */
export class DingTalkRobot implements Robot {
  constructor(private readonly senders: Pick<PerTenant<Sender>, 'get'>) {}

  async send(
    tenant: string,
    userIds: readonly string[],
    msgParam: { readonly title: string; readonly text: string },
  ): Promise<readonly Delivered[]> {
    const receipt = await this.senders
      .get(tenant)
      .client.sendRobot({ userIds, msgKey: 'sampleMarkdown', msgParam });
    return [
      ...receipt.accepted.map((userId) => ({ userId, state: 'ACCEPTED' as const, reason: null })),
      ...receipt.invalid.map((userId) =>
        dropped(userId, 'DingTalk knows no such user, or he may not see the robot'),
      ),
      ...receipt.flowControlled.map((userId) =>
        dropped(userId, 'DingTalk held the message back: too many to this user'),
      ),
    ];
  }
}

function dropped(userId: string, reason: string): Delivered {
  return { userId, state: 'DROPPED', reason };
}
