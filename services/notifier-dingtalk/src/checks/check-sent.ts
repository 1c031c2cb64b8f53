import { HubError, messageOf, type Clock, type Outbound } from '@hub/core';
import type { Claims } from '@hub/redis';
import type { Priority, Send } from '@hub/schemas';
import type { Worker } from '@hub/service';
import { laneOf } from '../domain/lane.js';
import { reasons } from '../domain/reasons.js';
import { receiptOfSend } from '../domain/receipt.js';
import { checkedPart, leftOut } from '../domain/silent-drops.js';
import { Every } from './every.js';
import { once } from '../sending/once.js';
import type { Budget, Messages, SendLog, Tell, Tenants, WorkNotifications } from '../ports.js';
import { tellInstead } from '../channels/tell-instead.js';
import type { Turns } from '../sending/turns.js';

export interface CheckPorts {
  readonly tenants: Tenants;
  readonly log: SendLog;
  readonly claims: Claims;
  readonly turns: Turns;
  readonly work: WorkNotifications;
  readonly robot: Messages;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly budget: Budget;
}

/** By then DingTalk knows what became of a work notification. */
const resultAfterMs = 60_000;
/** After a day DingTalk says nothing any more. */
const resultUntilMs = 23 * 3_600_000;

/** Asks DingTalk what became of a work notification, and tells those it left out by the robot. */
async function checkSent(ports: CheckPorts, send: Send): Promise<void> {
  const { claims, clock, tell } = ports;
  const key = `hub:${send.tenant}:checked:${send.commandId}`;
  await once(claims, key, async () => {
    const checked = checkedAt(send, clock.now());
    if (clock.now() - send.at > resultUntilMs) {
      await tell([{ topic: 'hub.send.v1', value: checked }]);
      return null;
    }
    const known = { ...checked, parts: await partsOf(ports, send) };
    if (await isOvertaken(ports, send)) return null;
    const instead = await toldInstead(ports, send, known);
    const isStill = !(await isOvertaken(ports, send));
    await tell([
      ...(isStill ? [{ topic: 'hub.receipt.v1', value: receiptOfSend(known) } as const] : []),
      ...instead,
      ...(isStill ? [{ topic: 'hub.send.v1', value: known } as const] : []),
    ]);
    return null;
  });
}

/** Whether the message was taken back while DingTalk was asked about it: then nothing that was heard holds any more. */
async function isOvertaken({ log }: CheckPorts, send: Send): Promise<boolean> {
  return (await log.find(send))?.at !== send.at;
}

/** Asking about what is to be decided, or what the law wants in time, is as essential as telling it. */
function laneOfSend({ form, parts }: Send): Priority {
  const recipients = parts.flatMap((part) => part.recipients);
  return laneOf({ form, recipients, priority: 'LOW' });
}

/** A message about which nothing more is to be asked. */
function checkedAt(send: Send, at: number): Send {
  return { ...send, checked: true, words: null, at };
}

async function partsOf({ tenants, turns, work }: CheckPorts, send: Send): Promise<Send['parts']> {
  const tenant = tenants.get(send.tenant);
  const parts: Send['parts'][number][] = [];
  for (const part of send.parts) {
    const { reference } = part;
    if (reference === null) {
      parts.push(part);
      continue;
    }
    const turn = { tenant, api: 'work.result', priority: laneOfSend(send) } as const;
    parts.push(checkedPart(part, await turns.run(turn, () => work.result(tenant.id, reference))));
  }
  return parts;
}

/** The same words, by the robot, to those whom a limit cut off. */
async function toldInstead(
  ports: CheckPorts,
  send: Send,
  known: Send,
): Promise<readonly Outbound[]> {
  const left = leftOut(known, reasons.invalid);
  const { words } = send;
  if (left.length === 0 || words === null) return [];
  return await tellInstead(ports, ports.tenants.get(send.tenant), send, left, words, 'NORMAL');
}

export interface CheckLog {
  warn(fields: object, message: string): void;
}

/** Looks every so often for work notifications whose result can be asked for. */
export class SentChecks implements Worker {
  readonly name = 'results of work notifications';
  readonly #every: Every;

  constructor(
    private readonly ports: CheckPorts,
    private readonly log: CheckLog,
    everyMs: number,
    private readonly afterMs: number = resultAfterMs,
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

  /** Asks for everything that is due; what fails is asked for again in the next round, unless it is refused for good. */
  async round(): Promise<void> {
    const { log, clock, tenants, budget } = this.ports;
    for (const send of log.unchecked(clock.now() - this.afterMs)) {
      if (this.#every.isClosing) return;
      try {
        // Asking costs a call too.
        const isEssential = laneOfSend(send) === 'URGENT';
        if ((await budget.treatment(tenants.get(send.tenant), isEssential)) === 'DEFER') continue;
        await checkSent(this.ports, send);
      } catch (error) {
        await this.#failed(send, error);
      }
    }
  }

  async #failed(send: Send, error: unknown): Promise<void> {
    const { tenant, commandId } = send;
    const isRefused = error instanceof HubError && !error.retryable && 'vendorCode' in error;
    const what = isRefused ? 'result refused' : 'result not read, asked again';
    this.log.warn({ tenant, commandId }, `${what}: ${messageOf(error)}`);
    if (!isRefused) return;
    const { tell, clock } = this.ports;
    // Each time would cost a call of the month. Should this record be lost, it is asked for once more.
    await tell([{ topic: 'hub.send.v1', value: checkedAt(send, clock.now()) }]).catch(
      () => undefined,
    );
  }
}
