import { HubError, type Clock, type Handler } from '@hub/core';
import type { Claims, Limiter } from '@hub/redis';
import type { Command, Receipt } from '@hub/schemas';
import { cardOf, sentCardOf } from './domain/card.js';
import { markdownOf } from './domain/message.js';
import { receiptOf, type Delivered } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';
import { once } from './once.js';
import type { Cards, Robot, SentCards, Tenants } from './ports.js';
import { render } from './render.js';
import { withinLimits } from './within-limits.js';

export interface DeliverPorts {
  readonly tenants: Tenants;
  readonly claims: Claims;
  readonly limiter: Limiter;
  readonly cards: Cards;
  readonly robot: Robot;
  readonly sentCards: SentCards;
  readonly clock: Clock;
  /** W3C trace context of the work in hand; '' when there is none. */
  readonly traceparent: () => string;
  /** How long the buttons of a card work, counted from the event. */
  readonly capabilityMs: number;
}

/** DingTalk delivers one card to so many people in one call; there is no second call for the same card. */
const cardRecipientsMax = 100;
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

async function deliverCard(
  ports: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
): Promise<readonly Delivered[]> {
  const { recipients, form, documentId, issuedAt } = command;
  if (recipients.length > cardRecipientsMax) {
    throw new HubError(
      'NOTIFIER_RECIPIENTS_MAX',
      `command ${command.commandId} of ${tenant.id} lists ${String(recipients.length)} recipients; a card takes ${String(cardRecipientsMax)}. Narrow the rule`,
    );
  }
  const grant = { expiresAt: issuedAt + ports.capabilityMs, traceparent: ports.traceparent() };
  const card = cardOf(command, render(command, tenant), tenant, grant);
  const sent = sentCardOf(command);
  return withinLimits(ports.limiter, tenant, 'card.deliver', async () => {
    // Remembered first: a card that was sent and is not known could never be closed.
    if (Object.keys(sent.deciders).length > 0)
      await ports.sentCards.remember(tenant.id, form, documentId, sent);
    return ports.cards.deliver(tenant.id, card);
  });
}

/** A robot's message has no id that DingTalk would know again, so each call is claimed by itself. */
async function sendMessages(
  ports: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
  key: string,
): Promise<readonly Delivered[]> {
  const message = markdownOf(render(command, tenant), command.form, tenant.language);
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
