import { HubError, type Clock, type Handler, type Outbound } from '@hub/core';
import type { Claims } from '@hub/redis';
import type { Command, Delivery, Send } from '@hub/schemas';
import { deliverCard, type DeliverCardPorts } from './channels/deliver-card.js';
import { deliverDing, type DingPorts } from './channels/deliver-ding.js';
import { deliverEntries } from './channels/deliver-entries.js';
import { deliverGroup } from './channels/deliver-group.js';
import { deliverWords } from './channels/deliver-words.js';
import { fitsWork, markdownOf } from './domain/channel-words.js';
import { fateOf, type Fate } from './domain/fate.js';
import { laneOf } from './domain/lane.js';
import { givenUp } from './domain/given-up.js';
import { isSetAside } from './domain/settled.js';
import { reasons } from './domain/reasons.js';
import { alike, receiptOf, setAside } from './domain/receipt.js';
import type { NotifierTenant } from './domain/tenant.js';
import { spared } from './domain/spared.js';
import { canBeUndone, isUndoing } from './domain/undone.js';
import type { KeepPorts } from './following/keep-entries.js';
import type {
  Budget,
  Groups,
  Messages,
  SendLog,
  Tell,
  Tenants,
  WaitingMessages,
  WorkNotifications,
} from './ports.js';
import { heldBack, keepHeld } from './bundles/held-back.js';
import { putAside, waitingOf } from './bundles/put-aside.js';
import { render } from './templates/render.js';
import { Sending } from './sending/sending.js';

export interface DeliverPorts extends DeliverCardPorts, DingPorts, KeepPorts {
  readonly tenants: Tenants;
  readonly claims: Claims;
  readonly log: SendLog;
  readonly robot: Messages;
  readonly work: WorkNotifications;
  readonly groups: Groups;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly budget: Budget;
  readonly waiting: WaitingMessages;
}

/**
 * Sends one command: each call on record before it is made, so that a restart sends nothing twice, and says what became
 * of it. A message that cannot be sent at all is set aside, and its receipt says why.
 */
export function deliverCommand(ports: DeliverPorts): Handler<Command> {
  return async (command) => {
    const tenant = ports.tenants.get(command.tenant);
    // Before the log: what waits is put on record before it waits no more.
    const waiting = await ports.waiting.find(command);
    if (waiting !== null) return putAside(waiting, tenant);
    const known = await ports.log.find(command);
    if (known?.done === true && !isSetAside(known))
      return [receiptFor(command, deliveriesIn(known), known.at)];
    if (await isUndone(ports, command)) {
      const dropped = alike(command.recipients, 'DROPPED', reasons.overtaken);
      return [receiptFor(command, dropped, ports.clock.now())];
    }
    try {
      return await sendOrWait(ports, tenant, command, known?.done === true ? null : known);
    } catch (error) {
      const why = givenUp(error, ports.clock.now() - command.issuedAt);
      if (why === null) throw error;
      const told = deliveriesIn(await ports.log.find(command)).filter(
        ({ state }) => state !== 'PARKED',
      );
      const parked = setAside(command.recipients, told, why.reason);
      await ports.tell([receiptFor(command, parked, ports.clock.now())]);
      throw why.fault;
    }
  };
}

/** Sends a command, unless calls are to be spared and it can be told later with others. */
async function sendOrWait(
  ports: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
  known: Send | null,
): Promise<readonly Outbound[]> {
  // What has begun to go out goes on.
  if (isBegun(known)) return await send(ports, tenant, command, known);
  const treatment = await ports.budget.treatment(tenant, laneOf(command) === 'URGENT');
  const fate = fateOf(command, treatment);
  if (fate !== 'SEND') return wait(ports, tenant, command, fate);
  try {
    return await send(ports, tenant, command, known);
  } catch (error) {
    const isSpared = error instanceof HubError && error.code === 'NOTIFIER_SPARED';
    if (!isSpared || isBegun(await ports.log.find(command))) throw error;
    return wait(ports, tenant, command, 'DIGEST');
  }
}

function wait(
  { waiting, clock }: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
  fate: Exclude<Fate, 'SEND'>,
): readonly Outbound[] {
  if (waiting.isFull) throw spared();
  return putAside(waitingOf(command, fate, tenant, clock.now()), tenant);
}

function isBegun(known: Send | null): boolean {
  return known?.parts.some(({ state }) => state !== 'IDLE') === true;
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
  let more: readonly Outbound[] = [];
  switch (channel) {
    case 'CARD':
      deliveries = await deliverCard(ports, tenant, command, sending);
      break;
    case 'ROBOT': {
      const said = markdownOf(render(command, tenant));
      const way = { messages: ports.robot, api: 'robot.send' } as const;
      deliveries = await deliverWords(way, tenant, command, said, sending);
      more = await keepHeldBack(ports, tenant, command, deliveries);
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
    case 'DING':
      ({ deliveries, more } = await deliverDing(ports, tenant, command, sending));
      break;
    case 'TO_DO':
    case 'CALENDAR': {
      const entries = { ...command, channel };
      ({ sending, deliveries } = await deliverEntries(ports, tenant, entries, known));
      break;
    }
    case 'UNKNOWN':
      throw channelUnknown(command);
  }
  const record = sending.record(true);
  return [
    receiptFor(command, deliveries, record.at),
    ...(record.parts.length === 0 ? [] : [{ topic: 'hub.send.v1', value: record }]),
    ...more,
  ];
}

/** Whom DingTalk holds back is told a little later with whatever else waits for him then. */
async function keepHeldBack(
  ports: DeliverPorts,
  tenant: NotifierTenant,
  command: Command,
  deliveries: readonly Delivery[],
): Promise<readonly Outbound[]> {
  const now = ports.clock.now();
  const held = heldBack(deliveries, now, () => waitingOf(command, 'MERGE', tenant, now));
  if (held !== null && ports.waiting.isFull) throw spared();
  return keepHeld(ports, tenant, [held]);
}

function receiptFor(command: Command, deliveries: readonly Delivery[], at: number): Outbound {
  return { topic: 'hub.receipt.v1', value: receiptOf(command, deliveries, at) };
}

function deliveriesIn(known: Send | null): readonly Delivery[] {
  return known?.parts.flatMap(({ recipients }) => recipients) ?? [];
}

/** Whether what a message of words tells of was undone meanwhile; of cards their own state tells. */
async function isUndone({ documents }: DeliverPorts, command: Command): Promise<boolean> {
  const { channel, tenant, form, documentId, step, issuedAt } = command;
  if (channel === 'CARD' || !canBeUndone({ step })) return false;
  const latest = await documents.latest(tenant, form, documentId);
  return latest !== null && isUndoing(latest.step) && latest.observedAt > issuedAt;
}

function channelUnknown({ commandId, tenant }: Command): HubError {
  return new HubError(
    'NOTIFIER_CHANNEL_UNKNOWN',
    `command ${commandId} of ${tenant} asks for a channel that this version does not know; upgrade the notifier`,
  );
}
