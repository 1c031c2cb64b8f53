import { HubError, type Outbound } from '@hub/core';
import type { Command, Delivery } from '@hub/schemas';
import { deliverWords } from './deliver-words.js';
import { dingTextOf, markdownOf } from '../domain/channel-words.js';
import { reasons } from '../domain/reasons.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { Messages } from '../ports.js';
import { render } from '../templates/render.js';
import type { Sending } from '../sending/sending.js';
import { tellInstead, type InsteadPorts } from './tell-instead.js';

export interface DingPorts extends InsteadPorts {
  readonly dings: Messages;
  readonly spentDings: SpentDings;
}

/** How soon a DING is tried again after DingTalk said that there are none left; somebody may have bought some. */
const triedAgainMs = 6 * 3_600_000;

/** Organisations that have no DING left, so that not every message asks for one. */
export class SpentDings {
  readonly #until = new Map<string, number>();

  constructor(private readonly clock: InsteadPorts['clock']) {}

  has(tenant: string): boolean {
    return (this.#until.get(tenant) ?? -Infinity) > this.clock.monotonic();
  }

  add(tenant: string): void {
    this.#until.set(tenant, this.clock.monotonic() + triedAgainMs);
  }
}

/**
 * Sends a DING, which wakes people and costs money: only what is urgent is said like that. When the organisation has
 * none left this month, the robot says it instead, and the receipt tells so.
 *
 * @returns what became of each, and what is to be told of those whom the robot told
 */
export async function deliverDing(
  ports: DingPorts,
  tenant: NotifierTenant,
  command: Command,
  sending: Sending,
): Promise<{ readonly deliveries: readonly Delivery[]; readonly more: readonly Outbound[] }> {
  if (command.priority !== 'URGENT') throw notUrgent(command);
  const message = render(command, tenant);
  const text = dingTextOf(message);
  const way = { messages: ports.dings, api: 'ding.send' } as const;
  const words = { title: message.title, text, button: null };
  try {
    if (!ports.spentDings.has(tenant.id)) {
      const deliveries = await deliverWords(way, tenant, command, words, sending);
      return { deliveries, more: [] };
    }
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'DINGTALK_DING_QUOTA') throw error;
    ports.spentDings.add(tenant.id);
  }
  const told = new Set(sending.deliveries().map(({ userId }) => userId));
  for (const [first, recipient] of command.recipients.entries())
    if (!told.has(recipient.userId)) sending.drop(first, recipient, reasons.dingsSpent);
  const deliveries = sending.deliveries();
  const left = deliveries.filter(({ reason }) => reason === reasons.dingsSpent);
  const send = { ...command, number: command.summary.number };
  const said = markdownOf(message);
  const more =
    left.length === 0 ? [] : await tellInstead(ports, tenant, send, left, said, command.priority);
  return { deliveries, more };
}

function notUrgent({ commandId, tenant, recipients }: Command): HubError {
  const rules = [...new Set(recipients.flatMap((recipient) => recipient.rules))].join(', ');
  return new HubError(
    'NOTIFIER_DING_NOT_URGENT',
    `command ${commandId} of ${tenant} asks for a DING that is not urgent; write priority: URGENT into the rule (${rules}), or give it another channel`,
  );
}
