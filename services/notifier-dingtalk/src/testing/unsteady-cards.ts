import { HubError, type Clock } from '@hub/core';
import type { Card } from '../domain/card.js';
import type { CardChange } from '../domain/card-state.js';
import type { Params } from '../domain/message.js';
import type { Delivered } from '../domain/receipt.js';
import type { CardSteps } from '../channels/deliver-card-singly.js';
import type { Cards } from '../ports.js';

/** How a call to the cards can go wrong. */
const troubles = [
  'NO_INSIDE_200',
  'STATUS_503',
  'UNREACHABLE',
  'TIMEOUT',
  'DONE_THEN_CUT',
  'DONE_LATE',
] as const;
type Trouble = (typeof troubles)[number];

/** How long the client waits for an answer, as in `@hub/dingtalk`. */
const timeoutMs = 5_000;
const windowMs = 1_000;

interface Shown {
  readonly public: Record<string, string>;
  readonly private: Record<string, Record<string, string>>;
}

/**
 * Cards as DingTalk keeps them, the last update wins, behind a line of which some calls fail, in every way that its
 * client can tell apart. It counts calls as DingTalk's limit does, by a sliding log, and refuses those above it.
 */
export class UnsteadyCards implements Cards, CardSteps {
  readonly shown = new Map<string, Shown>();
  /** When each update arrived, in monotonic milliseconds. */
  readonly arrivals: number[] = [];
  readonly troublesMet = new Set<Trouble>();
  refusedForRate = 0;
  #failing = 0;
  #inARowMax = Infinity;
  /** How often each card failed since an update of it came through. */
  readonly #inARow = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly callsPerSecond: number,
  ) {}

  /** From now on this share of the updates fails, 0 to 1, and no card more often than that one time after the other. */
  fail(share: number, inARowMax = Infinity): void {
    this.#failing = share;
    this.#inARowMax = inARowMax;
    this.#inARow.clear();
  }

  async deliver(tenant: string, card: Card): Promise<readonly Delivered[]> {
    await this.create(tenant, card);
    const told = card.userIds.map((userId) => this.deliverTo(tenant, card.outTrackId, userId));
    return (await Promise.all(told)).flat();
  }

  create(_tenant: string, { outTrackId, cardData, privateData }: Card): Promise<void> {
    this.shown.set(outTrackId, {
      public: { ...cardData },
      private: structuredClone(privateData),
    });
    return Promise.resolve();
  }

  deliverTo(_tenant: string, _commandId: string, userId: string): Promise<readonly Delivered[]> {
    return Promise.resolve([{ userId, state: 'DELIVERED', reason: null }]);
  }

  async update(_tenant: string, commandId: string, change: CardChange): Promise<void> {
    const trouble = this.#trouble(commandId);
    const wayMs = 10 + this.random() * 90;
    if (trouble === 'UNREACHABLE') throw faultOf('DINGTALK_UNREACHABLE', true);
    await this.clock.sleep(wayMs);
    this.#count();
    switch (trouble) {
      case null:
        this.#apply(commandId, change);
        await this.clock.sleep(wayMs);
        return;
      case 'NO_INSIDE_200':
        await this.clock.sleep(wayMs);
        throw faultOf('DINGTALK_BUSY', false, 1_000);
      case 'STATUS_503':
        await this.clock.sleep(wayMs);
        throw faultOf('DINGTALK_BUSY', true, 1_000);
      case 'DONE_THEN_CUT':
        this.#apply(commandId, change);
        throw faultOf('DINGTALK_UNREACHABLE', true);
      case 'TIMEOUT':
        await this.clock.sleep(timeoutMs - wayMs);
        throw faultOf('DINGTALK_TIMEOUT', true);
      case 'DONE_LATE': {
        const lateMs = this.random() * (timeoutMs - wayMs);
        await this.clock.sleep(lateMs);
        this.#apply(commandId, change);
        await this.clock.sleep(timeoutMs - wayMs - lateMs);
        throw faultOf('DINGTALK_TIMEOUT', true);
      }
    }
  }

  /** What a person sees: his own variables hide the public ones. */
  seenBy(commandId: string, userId: string): Params {
    const card = this.shown.get(commandId);
    return { ...card?.public, ...card?.private[userId] };
  }

  #trouble(commandId: string): Trouble | null {
    const before = this.#inARow.get(commandId) ?? 0;
    const fails = this.random() < this.#failing && before < this.#inARowMax;
    this.#inARow.set(commandId, fails ? before + 1 : 0);
    return fails ? this.#pick() : null;
  }

  #pick(): Trouble {
    const trouble = troubles[Math.floor(this.random() * troubles.length)] ?? 'TIMEOUT';
    this.troublesMet.add(trouble);
    return trouble;
  }

  #count(): void {
    const now = this.clock.monotonic();
    this.arrivals.push(now);
    const before = this.arrivals.at(-1 - this.callsPerSecond) ?? -Infinity;
    if (before <= now - windowMs) return;
    this.refusedForRate += 1;
    throw faultOf('DINGTALK_QPS', false, 1_000);
  }

  #apply(commandId: string, { cardData, privateData }: CardChange): void {
    const card = this.shown.get(commandId);
    if (card === undefined) return;
    Object.assign(card.public, cardData);
    for (const [userId, params] of Object.entries(privateData))
      card.private[userId] = { ...card.private[userId], ...params };
  }
}

/** As the client tells of it. */
function faultOf(code: string, perhapsDone: boolean, retryAfterMs?: number): HubError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const fault = new HubError(code, code, { retryable: true, ...wait });
  return Object.assign(fault, { vendorCode: '', perhapsDone });
}
