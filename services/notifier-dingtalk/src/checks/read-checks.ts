import { messageOf, type Clock } from '@hub/core';
import type { Delivery, Send } from '@hub/schemas';
import type { Worker } from '@hub/service';
import { isOut } from '../domain/undone.js';
import { Every } from './every.js';
import { receiptOfSend } from '../domain/receipt.js';
import type { Budget, Messages, SendLog, Tell, Tenants, TenantShare } from '../ports.js';
import type { Turns } from '../sending/turns.js';

export interface ReadPorts {
  readonly tenants: Tenants;
  readonly log: SendLog;
  readonly turns: Turns;
  readonly robot: Messages;
  readonly budget: Budget;
  readonly share: Pick<TenantShare, 'holds'>;
  readonly clock: Clock;
  readonly tell: Tell;
}

export interface ReadLog {
  warn(fields: object, message: string): void;
}

const minuteMs = 60_000;
/** How long after a message DingTalk is asked who has read it, each time later; after a day it says nothing any more. */
const asksMs = [10 * minuteMs, 120 * minuteMs, 20 * 60 * minuteMs] as const;
/** One of so many messages is asked about: each time costs a call of the month. */
const sampleOf = 5;
const everyMs = minuteMs;

/**
 * Asks who has read messages of the robot, and says so in their receipts, once for each person.
 *
 * Asking costs calls, so it is done for a part of the messages, and only where the calls of the month are known and
 * plenty. What happens when a message is read depends on nothing of this.
 */
export class ReadChecks implements Worker {
  readonly name = 'who has read';
  readonly #every: Every;
  /** How often each message was asked about, by its command. */
  readonly #asked = new Map<string, number>();

  constructor(
    private readonly ports: ReadPorts,
    private readonly log: ReadLog,
  ) {
    this.#every = new Every(ports.clock, everyMs, () => this.round());
  }

  start(): Promise<void> {
    this.#every.start();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.#every.close();
  }

  /** Asks about every message that is due. */
  async round(): Promise<void> {
    const { log, clock } = this.ports;
    const now = clock.now();
    const sent = log.sentSince(now - asksMs[2] - 60 * minuteMs).filter(isSampled);
    const kept = new Set(sent.map(({ commandId }) => commandId));
    for (const commandId of this.#asked.keys())
      if (!kept.has(commandId)) this.#asked.delete(commandId);
    for (const send of sent) {
      if (this.#every.isClosing) return;
      const due = asksMs.filter((ms) => now - sentAt(send) >= ms).length;
      if (due <= (this.#asked.get(send.commandId) ?? 0)) continue;
      try {
        if (!(await this.#mayAsk(send))) continue;
        this.#asked.set(send.commandId, due);
        await this.#ask(send);
      } catch (error) {
        const { tenant, commandId } = send;
        this.log.warn({ tenant, commandId }, `who has read it is not known: ${messageOf(error)}`);
      }
    }
  }

  async #mayAsk({ tenant: id }: Send): Promise<boolean> {
    const { share, tenants, budget } = this.ports;
    if (!share.holds(id)) return false;
    const tenant = tenants.get(id);
    return tenant.quota !== null && (await budget.treatment(tenant, false)) === 'SEND';
  }

  async #ask(send: Send): Promise<void> {
    const { tenants, turns, robot, log, clock, tell } = this.ports;
    const tenant = tenants.get(send.tenant);
    const turn = { tenant, api: 'robot.readers', priority: 'LOW' } as const;
    const readers = new Set<string>();
    for (const { reference, recipients } of send.parts) {
      if (reference === null || !recipients.some(isUnread)) continue;
      const read = await turns.run(turn, () => robot.readers(tenant.id, reference));
      for (const userId of read) readers.add(userId);
    }
    const news = send.parts.flatMap(({ recipients }) => recipients.filter(isUnread));
    if (!news.some(({ userId }) => readers.has(userId))) return;
    // It may have been taken back meanwhile.
    if ((await log.find(send))?.at !== send.at) return;
    const parts = send.parts.map((part) => ({
      ...part,
      recipients: part.recipients.map((one): Delivery =>
        isUnread(one) && readers.has(one.userId) ? { ...one, state: 'READ' } : one,
      ),
    }));
    const known: Send = { ...send, parts, at: clock.now() };
    await tell([
      { topic: 'hub.receipt.v1', value: receiptOfSend(known) },
      { topic: 'hub.send.v1', value: known },
    ]);
  }
}

function isUnread(delivery: Delivery): boolean {
  return isOut(delivery) && delivery.state !== 'READ';
}

/** The id is a hash, so its beginning is as good as chance; and whoever asks picks the same. */
function isSampled({ channel, commandId, parts }: Send): boolean {
  const isAskable = parts.some(
    ({ reference, recipients }) => reference !== null && recipients.some(isUnread),
  );
  return (
    channel === 'ROBOT' && isAskable && Number.parseInt(commandId.slice(0, 6), 16) % sampleOf === 0
  );
}

function sentAt({ parts }: Send): number {
  return Math.min(...parts.map(({ at }) => at));
}
