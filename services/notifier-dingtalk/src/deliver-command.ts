import { HubError, type Clock, type Handler, type Outbound } from '@hub/core';
import { monthAt, type Claims } from '@hub/redis';
import type { Command, Delivery, Send } from '@hub/schemas';
import { deliverCard, type DeliverCardPorts } from './deliver-card.js';
import { deliverGroup, type Groups } from './deliver-group.js';
import { deliverWords } from './deliver-words.js';
import { fitsWork, markdownOf } from './domain/channel-words.js';
import { laneOf } from './domain/lane.js';
import { reasonOf, reasons, reasonText } from './domain/reasons.js';
import { alike, receiptOf } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';
import { canBeUndone, isUndoing } from './domain/undone.js';
import type { Budget, Messages, SendLog, Tell, Tenants, WorkNotifications } from './ports.js';
import { render } from './render.js';
import { Sending } from './sending.js';

export interface DeliverPorts extends DeliverCardPorts {
  readonly tenants: Tenants;
  readonly claims: Claims;
  readonly log: SendLog;
  readonly robot: Messages;
  readonly work: WorkNotifications;
  readonly groups: Groups;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly budget: Budget;
}

/** A message that could not be sent for so long after its event is set aside. */
const horizonMs = 72 * 3_600_000;
/** How soon a message that was spared looks again whether there are calls for it. */
const spareMs = 30 * 60_000;

/**
 * Sends one command: each call on record before it is made, so that a restart sends nothing twice, and says what became
 * of it. A message that cannot be sent at all is set aside, and its receipt says why.
 */
export function deliverCommand(ports: DeliverPorts): Handler<Command> {
  return async (command) => {
    const tenant = ports.tenants.get(command.tenant);
    const known = await ports.log.find(command);
    if (known?.done === true) return [receiptFor(command, deliveriesIn(known), known.at)];
    if (await isUndone(ports, command)) {
      const dropped = alike(command.recipients, 'DROPPED', reasons.overtaken);
      return [receiptFor(command, dropped, ports.clock.now())];
    }
    try {
      await keepToBudget(ports, tenant, command);
      return await send(ports, tenant, command, known);
    } catch (error) {
      const fault = givenUp(command, error, ports.clock.now());
      if (fault !== null) {
        const parked = alike(command.recipients, 'PARKED', reasonOf(fault));
        await ports.tell([receiptFor(command, parked, ports.clock.now())]);
        throw fault;
      }
      throw error;
    }
  };
}

async function send(
  ports: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
  known: Send | null,
): Promise<readonly Outbound[]> {
  const { channel } = command;
  let sending = new Sending(ports, command, known);
  let deliveries: readonly Delivery[];
  switch (channel) {
    case 'CARD':
      deliveries = await deliverCard(ports, tenant, command, sending);
      break;
    case 'ROBOT': {
      const said = markdownOf(render(command, tenant));
      const way = { messages: ports.robot, api: 'robot.send' } as const;
      deliveries = await deliverWords(way, tenant, command, said, sending);
      break;
    }
    case 'WORK': {
      const said = markdownOf(render(command, tenant), fitsWork);
      sending = new Sending(ports, command, known, said);
      const way = { messages: ports.work, api: 'work.send' } as const;
      deliveries = await deliverWords(way, tenant, command, said, sending);
      break;
    }
    case 'GROUP':
      deliveries = await deliverGroup(ports.groups, tenant, command, sending);
      break;
    case 'TODO':
    case 'DING':
    case 'CALENDAR':
    case 'UNKNOWN':
      throw channelUnknown(command);
  }
  const record = sending.record(true);
  return [
    receiptFor(command, deliveries, record.at),
    ...(record.parts.length === 0 ? [] : [{ topic: 'hub.send.v1', value: record }]),
  ];
}

function receiptFor(command: Command, deliveries: readonly Delivery[], at: number): Outbound {
  return { topic: 'hub.receipt.v1', value: receiptOf(command, deliveries, at) };
}

function deliveriesIn({ parts }: Send): readonly Delivery[] {
  return parts.flatMap(({ recipients }) => recipients);
}

/**
 * Keeps what is left of the month's calls for what is essential.
 *
 * @throws HubError NOTIFIER_SPARED, retryable
 */
async function keepToBudget(
  { budget, clock }: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
): Promise<void> {
  const lane = laneOf(command);
  const treatment = await budget.treatment(tenant, lane === 'URGENT');
  const waits = treatment === 'DEFER' || (treatment === 'DIGEST' && lane === 'LOW');
  if (!waits) return;
  const monthLeftMs = monthAt(clock.now(), tenant.timeZone).endsAt - clock.now();
  const text = reasonText(
    '本月调用额度所剩不多，留给审批与法定期限',
    'the calls that are left of this month are kept for approvals and legal deadlines',
  );
  const retryAfterMs = Math.min(spareMs, Math.max(1_000, monthLeftMs));
  throw new HubError('NOTIFIER_SPARED', text, { retryable: true, retryAfterMs });
}

/** Whether what a message of words tells of was undone meanwhile; of cards their own state tells. */
async function isUndone({ documents }: DeliverPorts, command: Command): Promise<boolean> {
  const { channel, tenant, form, documentId, step, issuedAt } = command;
  if (channel === 'CARD' || !canBeUndone({ step })) return false;
  const latest = await documents.latest(tenant, form, documentId);
  return latest !== null && isUndoing(latest.step) && latest.observedAt > issuedAt;
}

/** The fault for which a command is set aside; null while it is worth another attempt. */
function givenUp(command: Command, error: unknown, now: number): HubError | null {
  if (!(error instanceof HubError)) return null;
  if (!error.retryable) return error;
  const waitedMs = now - command.issuedAt;
  if (waitedMs < horizonMs) return null;
  const hours = String(Math.floor(waitedMs / 3_600_000));
  const text = reasonText(
    `${hours} 小时内未能发送`,
    `could not be sent within ${hours} h: ${error.message}`,
  );
  return new HubError('NOTIFIER_GIVEN_UP', text, { cause: error });
}

function channelUnknown({ commandId, tenant }: Command): HubError {
  return new HubError(
    'NOTIFIER_CHANNEL_UNKNOWN',
    `command ${commandId} of ${tenant} asks for a channel that this version does not know; upgrade the notifier`,
  );
}
