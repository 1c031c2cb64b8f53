import type { Clock, Handler } from '@hub/core';
import type { Claims } from '@hub/redis';
import type { Command, Receipt } from '@hub/schemas';
import { deliverCard, type DeliverCardPorts } from './deliver-card.js';
import { markdownOf } from './domain/channel-words.js';
import { receiptOf, type Delivered } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';
import { once } from './once.js';
import type { Robot, Tenants } from './ports.js';
import { render } from './render.js';
import { withinLimits } from './within-limits.js';

export interface DeliverPorts extends DeliverCardPorts {
  readonly tenants: Tenants;
  readonly claims: Claims;
  readonly robot: Robot;
  readonly clock: Clock;
}

const robotRecipientsMax = 20;

/** Sends one command, once: claim it, take a slot of the limits, render, send, say what became of it. */
export function deliverCommand(ports: DeliverPorts): Handler<Command> {
  return async (command) => {
    const tenant = ports.tenants.get(command.tenant);
    const key = `hub:${tenant.id}:sent:${command.commandId}`;
    const value = await once<Receipt>(ports.claims, key, async () => {
      const delivered =
        command.channel === 'CARD'
          ? await deliverCard(ports, tenant, command)
          : await sendMessages(ports, tenant, command, key);
      return receiptOf(command, delivered, ports.clock.now());
    });
    return [{ topic: 'hub.receipt.v1', value }];
  };
}

/** A robot's message has no id that DingTalk would know again, so each call is claimed by itself. */
async function sendMessages(
  ports: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
  key: string,
): Promise<readonly Delivered[]> {
  const message = markdownOf(render(command, tenant));
  const userIds = command.recipients.map(({ userId }) => userId);
  const delivered: Delivered[] = [];
  for (let first = 0; first < userIds.length; first += robotRecipientsMax) {
    const some = userIds.slice(first, first + robotRecipientsMax);
    const send = (): Promise<readonly Delivered[]> =>
      withinLimits(ports.limiter, tenant, 'robot.send', () =>
        ports.robot.send(tenant.id, some, message),
      );
    delivered.push(...(await once(ports.claims, `${key}:${String(first)}`, send)));
  }
  return delivered;
}
