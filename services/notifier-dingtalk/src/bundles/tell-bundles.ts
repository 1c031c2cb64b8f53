import { failpoint, hashId, HubError } from '@hub/core';
import type { Delivery, Send, Waiting } from '@hub/schemas';
import { apartOf, shipmentsOf, type Packing, type Shipment } from '../domain/bundle.js';
import { fitsRobot, fitsWork } from '../domain/channel-words.js';
import { isDigestTime } from '../domain/digest-time.js';
import { carrierOf } from '../domain/fate.js';
import { givenUp, type GivenUp } from '../domain/given-up.js';
import { reasons } from '../domain/reasons.js';
import { receiptOfSend, setAside } from '../domain/receipt.js';
import { settledSend } from '../domain/settled.js';
import type { NotifierTenant } from '../domain/tenant.js';
import { groupFits, tellGroup } from '../channels/deliver-group.js';
import { deliverWords, type Way } from '../channels/deliver-words.js';
import type {
  Budget,
  Groups,
  Messages,
  Tell,
  WaitingMessages,
  WorkNotifications,
} from '../ports.js';
import { Sending, type Addressed, type SendingPorts } from '../sending/sending.js';
import { heldBack, keepHeld, untilNextDigest } from './held-back.js';

/** Puts a message with those that are set aside; resolves when it is safe. */
export type Park = (message: Waiting, why: GivenUp) => Promise<void>;

export interface BundlePorts extends SendingPorts {
  readonly waiting: WaitingMessages;
  readonly robot: Messages;
  readonly work: WorkNotifications;
  readonly groups: Groups;
  readonly budget: Budget;
  readonly tell: Tell;
  readonly park: Park;
}

/** Messages of one round at most; the next round has the others. */
const roundMax = 300;

/**
 * Tells what waits of a tenant and is due, bundle by bundle.
 *
 * Before the first call of a round each of its messages is marked with the round, so that whoever goes on after a crash
 * packs the same bundles, and finds in the log which of them are told. The messages are forgotten when all of them are,
 * and when it is on record what became of each.
 *
 * @throws HubError retryable, when the rest has to wait
 */
export async function tellBundles(ports: BundlePorts, tenant: NotifierTenant): Promise<void> {
  for (const [, round] of Map.groupBy(begun(await ports.waiting.of(tenant.id)), roundOf))
    await tellRound(ports, tenant, round);

  if ((await ports.budget.treatment(tenant, false)) === 'DEFER') return;
  const due = dueOf(await ports.waiting.of(tenant.id), tenant, ports.clock.now());
  for (const [, messages] of Map.groupBy(due, ({ channel }) => carrierOf(channel))) {
    for (let first = 0; first < messages.length; first += roundMax) {
      const some = messages.slice(first, first + roundMax);
      const round = hashId('round', ...some.map(({ commandId }) => commandId));
      const marked = some.map((message) => ({ ...message, round }));
      await ports.waiting.write(marked);
      failpoint('bundle.afterMark');
      await tellRound(ports, tenant, marked);
    }
  }
}

function begun(waiting: readonly Waiting[]): readonly Waiting[] {
  return waiting.filter(({ round }) => round !== null);
}

function roundOf({ round }: Waiting): string {
  return round ?? '';
}

/** What is told now: with the first merged message that is due all that wait to be merged, with a digest what is due. */
function dueOf(
  waiting: readonly Waiting[],
  tenant: NotifierTenant,
  now: number,
): readonly Waiting[] {
  const free = waiting.filter(({ round }) => round === null).toSorted(bySince);
  const merges = new Set(
    free
      .filter(({ bundling, dueAt }) => bundling === 'MERGE' && dueAt <= now)
      .map(({ channel }) => carrierOf(channel)),
  );
  const isDigest = isDigestTime(now, tenant);
  return free.filter(({ bundling, dueAt, channel }) =>
    bundling === 'MERGE' ? merges.has(carrierOf(channel)) : isDigest && dueAt <= now,
  );
}

function bySince(one: Waiting, other: Waiting): number {
  return one.since - other.since || (one.commandId < other.commandId ? -1 : 1);
}

async function tellRound(
  ports: BundlePorts,
  tenant: NotifierTenant,
  round: readonly Waiting[],
): Promise<void> {
  const settled = await Promise.all(round.map((message) => ports.log.find(message)));
  if (!settled.every((send) => send?.done === true)) {
    const told = new Map<string, Map<string, Delivery>>();
    const packing = packingOf(ports, tenant, round);
    for (const shipment of shipmentsOf(round, packing)) {
      const { items, deliveries } = await ship(ports, tenant, shipment, packing);
      for (const { commandId } of items) {
        const his = told.get(commandId) ?? new Map<string, Delivery>();
        for (const delivery of deliveries.get(commandId) ?? []) his.set(delivery.userId, delivery);
        told.set(commandId, his);
      }
      failpoint('bundle.afterShipment');
    }
    const at = ports.clock.now();
    const sends = round.map((message) => sendOf(message, told.get(message.commandId), at));
    const held = round.map((message) => {
      const deliveries = [...(told.get(message.commandId)?.values() ?? [])];
      return heldBack(deliveries, at, () => untilNextDigest(message, tenant, at));
    });
    await ports.tell([
      ...(await keepHeld(ports, tenant, held)),
      ...sends.map((value) => ({ topic: 'hub.receipt.v1', value: receiptOfSend(value) })),
      ...sends.map((value) => ({ topic: 'hub.send.v1', value })),
    ]);
    failpoint('bundle.afterRecord');
  }
  await ports.waiting.forget(round);
}

interface Shipped {
  readonly items: readonly Waiting[];
  /** By command. */
  readonly deliveries: ReadonlyMap<string, readonly Delivery[]>;
}

/**
 * Sends one bundle. What DingTalk refuses together is sent one by one, so that one bad text keeps back no other; to those
 * who were told before the refusal nothing is said again.
 */
async function ship(
  ports: BundlePorts,
  tenant: NotifierTenant,
  shipment: Shipment,
  packing: Packing,
): Promise<Shipped> {
  const { items, recipients } = shipment;
  const alikeFor = (deliveries: readonly Delivery[]): Shipped => ({
    items,
    deliveries: new Map(items.map(({ commandId }) => [commandId, deliveries])),
  });
  try {
    return alikeFor(await send(ports, tenant, shipment));
  } catch (error) {
    const why = lost(error, items, ports.clock.now());
    if (why === null) throw error;
    const known = await ports.log.find(bundleOf(tenant, shipment));
    const told = known?.parts.flatMap((part) => part.recipients) ?? [];
    const [only, ...others] = items;
    if (only !== undefined && others.length === 0) {
      await ports.park(only, why);
      return alikeFor(setAside(recipients, told, why.reason));
    }
    const isTold = new Set(told.map(({ userId }) => userId));
    const left = recipients.filter(({ userId }) => !isTold.has(userId));
    const deliveries = new Map<string, readonly Delivery[]>();
    for (const one of apartOf({ ...shipment, recipients: left }, packing))
      for (const [commandId, alone] of (await ship(ports, tenant, one, packing)).deliveries)
        deliveries.set(commandId, [...told, ...alone]);
    return { items, deliveries };
  }
}

async function send(
  ports: BundlePorts,
  tenant: NotifierTenant,
  shipment: Shipment,
): Promise<readonly Delivery[]> {
  const { words } = shipment;
  const bundle = bundleOf(tenant, shipment);
  const known = await ports.log.find(bundle);
  if (known?.done === true) return known.parts.flatMap((part) => part.recipients);
  const carrier = carrierOf(bundle.channel);
  const sending = new Sending(ports, bundle, known, carrier === 'WORK' ? words : null);
  if (carrier === 'GROUP') await tellGroup(ports.groups, tenant, bundle, words, sending);
  else await deliverWords(wayOf(ports, carrier), tenant, bundle, words, sending);
  const record = sending.record(true);
  await ports.tell([
    { topic: 'hub.receipt.v1', value: receiptOfSend(record) },
    { topic: 'hub.send.v1', value: record },
  ]);
  return sending.deliveries();
}

/** A bundle as its sending is on record. */
function bundleOf({ id: tenant }: NotifierTenant, { id, items, recipients }: Shipment): Addressed {
  return {
    ...{ tenant, form: bundleForm, documentId: id, commandId: id, eventId: id, version: '' },
    ...{ step: 'UNKNOWN', template: 'bundle', priority: 'NORMAL', recipients },
    channel: carrierOf(items[0]?.channel ?? 'ROBOT'),
    summary: { number: items.length === 1 ? (items[0]?.number ?? '') : '' },
  };
}

/** Stands where a form stands in the record of a bundle, which is about no bill alone. */
const bundleForm = 'BUNDLE';

function wayOf({ robot, work }: BundlePorts, carrier: 'ROBOT' | 'WORK'): Way {
  return carrier === 'WORK'
    ? { messages: work, api: 'work.send' }
    : { messages: robot, api: 'robot.send' };
}

function packingOf(
  ports: BundlePorts,
  tenant: NotifierTenant,
  [first]: readonly Waiting[],
): Packing {
  const { words } = tenant;
  const carrier = carrierOf(first?.channel ?? 'ROBOT');
  if (carrier === 'GROUP')
    return { words, peopleMax: 1, fits: (said, group) => groupFits(tenant, group)(said) };
  const { peopleMax } = wayOf(ports, carrier).messages;
  return { words, peopleMax, fits: carrier === 'WORK' ? fitsWork : fitsRobot };
}

/** What became of one message of a round. */
function sendOf(
  message: Waiting,
  told: ReadonlyMap<string, Delivery> | undefined,
  at: number,
): Send {
  const recipients = message.recipients.map(({ userId, node }): Delivery => {
    const { state, reason } = told?.get(userId) ?? { state: 'UNKNOWN', reason: null };
    return { userId, node, state, reason: reason ?? reasons.bundled };
  });
  return settledSend(message, recipients, at);
}

/** Whether a bundle is not tried again; null while it is worth another attempt. */
function lost(error: unknown, items: readonly Waiting[], now: number): GivenUp | null {
  if (error instanceof HubError && error.code === 'NOTIFIER_SPARED') return null;
  return givenUp(error, now - Math.max(...items.map(({ dueAt }) => dueAt)));
}
