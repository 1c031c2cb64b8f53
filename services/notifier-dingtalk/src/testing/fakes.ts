import { HubError, type Outbound } from '@hub/core';
import { createClaims, createLatestState, createLimiter, createQuotaLedger } from '@hub/redis';
import { FakeClock } from '@hub/testkit';
import { wordsOf } from '../adapters/words-files.js';
import type { Card } from '../domain/card.js';
import type { CardChange } from '../domain/card-state.js';
import { reasons } from '../domain/reasons.js';
import type { Delivered } from '../domain/receipt.js';
import type { Answer, Groups } from '../ports.js';
import { Turns } from '../sending/turns.js';
import { FakeDocuments, FakeSendLog, FakeSentCards } from './fake-stores.js';
import { FakeWaiting } from './fake-waiting.js';
import { UnionIds } from '../sending/union-ids.js';
import { SpentDings } from '../channels/deliver-ding.js';
import { FakeEntries, fakePeople, FakeSentEntries } from './fake-entries.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { ClosePorts } from '../following/close-stale-cards.js';
import { LedgerBudget } from '../adapters/budget-ledger.js';
import type { BundlePorts } from '../bundles/tell-bundles.js';
import type { CheckPorts } from '../checks/check-sent.js';
import type { DeliverPorts } from '../deliver-command.js';

/** Of the robot of 管理层. */
const aRobotLimit = { key: 'hub:*:limit:webhook:managers', calls: 20, windowMs: 60_000 };

/** One that our robot is in, and one with a custom robot. */
const groupsForTests: NotifierTenant['groups'] = new Map([
  ['采购通知群', { by: 'ROBOT', limit: null, keyword: '' }],
  ['管理层', { by: 'WEBHOOK', limit: aRobotLimit, keyword: '金蝶' }],
]);

export const aTenant: NotifierTenant = {
  id: 'huadong',
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  callsPerSecond: 20,
  quota: null,
  bundling: { mergeMs: 60_000, digestAt: ['09:00', '17:30'], digestEveryMs: null },
  groups: groupsForTests,
  capabilityKey: Buffer.alloc(32, 7),
  words: wordsOf('zh-CN'),
};

const strangerInCard = 'param.userIdNotExist';

/** Cards as DingTalk keeps them: the last update wins, by key; and messages of the robot. */
class FakeDingTalk {
  readonly cards = new Map<
    string,
    {
      tenant: string;
      public: Record<string, string>;
      private: Record<string, Record<string, string>>;
    }
  >();
  readonly delivered: Card[] = [];
  /** Cards that were put into a single chat: which, and whose. */
  readonly deliveredTo: [commandId: string, userId: string][] = [];
  readonly updates: { commandId: string; change: CardChange }[] = [];
  readonly messages: { tenant: string; userIds: readonly string[]; title: string; text: string }[] =
    [];
  /** People who cannot be reached. */
  readonly unreachable = new Set<string>();
  /** People who got too many messages for now. */
  readonly held = new Set<string>();
  /** People for whose sake a whole call is refused. */
  readonly strangers = new Set<string>();
  /** People at whose chat the connection is cut, once. */
  readonly cut = new Set<string>();
  /** People who have read what they got. */
  readonly read = new Set<string>();
  /** People left out without a word, with what is said of them when one asks. */
  readonly silent = new Map<string, string>();
  readonly recalled: string[] = [];
  readonly peopleMax = 20;
  /** Nothing answers. */
  away = false;
  /** Messages arrive, but no answer comes back. */
  lost = false;
  /** Thrown by the next call instead of an answer. */
  fault: Error | null = null;
  /** Runs in the middle of the next update. */
  meanwhile: (() => Promise<void>) | null = null;
  /** Thrown by the next update after it was carried out. */
  faultAfter: Error | null = null;

  deliver(tenant: string, card: Card): Promise<readonly Delivered[]> {
    if (this.fault !== null) return Promise.reject(this.#takeFault());
    if (this.#strange(card.userIds)) return Promise.reject(vendorFault(strangerInCard));
    this.delivered.push(card);
    this.cards.set(card.outTrackId, {
      tenant,
      public: { ...card.cardData },
      private: structuredClone(card.privateData),
    });
    return Promise.resolve(this.#answers(card.userIds, 'DELIVERED'));
  }

  create(tenant: string, card: Card): Promise<void> {
    if (!this.cards.has(card.outTrackId))
      this.cards.set(card.outTrackId, { tenant, public: { ...card.cardData }, private: {} });
    return Promise.resolve();
  }

  deliverTo(_tenant: string, commandId: string, userId: string): Promise<readonly Delivered[]> {
    if (this.cut.delete(userId)) return Promise.reject(new Error('reset'));
    if (this.#strange([userId])) return Promise.reject(vendorFault(strangerInCard));
    this.deliveredTo.push([commandId, userId]);
    return Promise.resolve(this.#answers([userId], 'DELIVERED'));
  }

  async update(_tenant: string, commandId: string, change: CardChange): Promise<void> {
    const { meanwhile } = this;
    this.meanwhile = null;
    await meanwhile?.();
    if (this.fault !== null) throw this.#takeFault();
    this.updates.push({ commandId, change });
    const card = this.cards.get(commandId);
    if (card === undefined) return;
    Object.assign(card.public, change.cardData);
    for (const [userId, params] of Object.entries(change.privateData))
      card.private[userId] = { ...card.private[userId], ...params };
    const { faultAfter } = this;
    this.faultAfter = null;
    if (faultAfter !== null) throw faultAfter;
  }

  send(
    tenant: string,
    userIds: readonly string[],
    message: { title: string; text: string },
  ): Promise<Answer> {
    if (this.fault !== null) return Promise.reject(this.#takeFault());
    if (this.#strange(userIds))
      return Promise.reject(vendorFault('invalidParameter.userIds.invalid'));
    this.messages.push({ tenant, userIds, ...message });
    const delivered = this.#answers(userIds, 'ACCEPTED');
    if (this.lost) return Promise.reject(lostAnswer());
    return Promise.resolve({ delivered, reference: `m${String(this.messages.length)}` });
  }

  readers(_tenant: string, reference: string): Promise<readonly string[]> {
    if (this.away) return Promise.reject(lostAnswer());
    const { userIds } = this.messages[Number(reference.slice(1)) - 1] ?? { userIds: [] };
    return Promise.resolve(userIds.filter((userId) => this.read.has(userId)));
  }

  recall(_tenant: string, reference: string): Promise<void> {
    if (this.fault !== null) return Promise.reject(this.#takeFault());
    this.recalled.push(reference);
    return Promise.resolve();
  }

  result(_tenant: string, reference: string): Promise<readonly Delivered[]> {
    const { userIds } = this.messages[Number(reference.slice(1)) - 1] ?? { userIds: [] };
    return Promise.resolve(
      userIds.map((userId): Delivered => {
        const reason = this.silent.get(userId);
        return reason === undefined
          ? { userId, state: 'DELIVERED', reason: null }
          : { userId, state: 'DROPPED', reason };
      }),
    );
  }

  /** What a person sees: his own variables hide the public ones. */
  seenBy(commandId: string, userId: string): Record<string, string> {
    const card = this.cards.get(commandId);
    return { ...card?.public, ...card?.private[userId] };
  }

  #answers(userIds: readonly string[], state: Delivered['state']): Delivered[] {
    return userIds.map((userId) => {
      if (this.unreachable.has(userId)) return { userId, state: 'DROPPED', reason: 'user left' };
      return this.held.has(userId)
        ? { userId, state: 'DROPPED', reason: reasons.flowControlled }
        : { userId, state, reason: null };
    });
  }

  #strange(userIds: readonly string[]): boolean {
    return userIds.some((userId) => this.strangers.has(userId));
  }

  #takeFault(): Error {
    const fault = this.fault ?? new Error('none');
    this.fault = null;
    return fault;
  }
}

/** A refusal in DingTalk's own terms. */
export function vendorFault(vendorCode: string, code = 'DINGTALK_REFUSED'): HubError {
  return Object.assign(new HubError(code, vendorCode), { vendorCode, perhapsDone: false });
}

function lostAnswer(): HubError {
  const fault = new HubError('DINGTALK_TIMEOUT', 'no answer', { retryable: true });
  return Object.assign(fault, { vendorCode: '', perhapsDone: true });
}

/** Groups get messages like people do; custom robots give them no name. */
function fakeGroups(dingtalk: FakeDingTalk): Groups {
  return {
    send: async (tenant, group, words) => {
      const answer = await dingtalk.send(tenant, [group], words);
      return aTenant.groups.get(group)?.by === 'WEBHOOK' ? { ...answer, reference: null } : answer;
    },
    readers: (tenant, _group, reference) => dingtalk.readers(tenant, reference),
    recall: (tenant, _group, reference) => dingtalk.recall(tenant, reference),
  };
}

export interface FakeParts
  extends DeliverPorts, Omit<ClosePorts, 'cards'>, CheckPorts, BundlePorts {
  readonly log: FakeSendLog;
  readonly waiting: FakeWaiting;
  readonly todos: FakeEntries;
  readonly calendars: FakeEntries;
  readonly sentEntries: FakeSentEntries;
  /** Takes DINGs. */
  readonly dings: FakeDingTalk;
  /** What was told beside the outcome of events. */
  readonly told: Outbound[];
  /** Commands of bundles that were set aside, with the code. */
  readonly parked: string[];
  readonly dingtalk: FakeDingTalk;
  readonly clock: FakeClock;
}

/** Every port of the service, in memory. */
export function fakeParts(over: { readonly tenant?: Partial<NotifierTenant> } = {}): FakeParts {
  const clock = new FakeClock();
  const dingtalk = new FakeDingTalk();
  const log = new FakeSendLog();
  const told: Outbound[] = [];
  const parked: string[] = [];
  const budget = new LedgerBudget(createQuotaLedger(null, { clock }), clock);
  const turns = new Turns(createLimiter(null, { clock }), clock, budget);
  const tenant = { ...aTenant, ...over.tenant };
  return {
    dingtalk,
    clock,
    tenants: { get: (id) => ({ ...tenant, id }) },
    claims: createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock }),
    turns,
    budget,
    log,
    waiting: new FakeWaiting(),
    told,
    parked,
    park: ({ commandId }, { fault }) => {
      parked.push(`${commandId} ${fault instanceof HubError ? fault.code : fault.name}`);
      return Promise.resolve();
    },
    tell: async (outbound) => {
      told.push(...outbound);
      await log.take(outbound);
    },
    states: createLatestState(null, { keepMs: 3_600_000, clock }),
    cards: dingtalk,
    robot: dingtalk,
    groups: fakeGroups(dingtalk),
    work: dingtalk,
    dings: new FakeDingTalk(),
    spentDings: new SpentDings(clock),
    todos: new FakeEntries('TO_DO'),
    calendars: new FakeEntries('CALENDAR'),
    sentEntries: new FakeSentEntries(),
    unionIds: new UnionIds(fakePeople, turns),
    sentCards: new FakeSentCards(),
    documents: new FakeDocuments(),
    traceparent: () => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    capabilityMs: 3_600_000,
  };
}
