import { createClaims, createLatestState, createLimiter } from '@hub/redis';
import { FakeClock } from '@hub/testkit';
import { wordsOf } from '../adapters/words-files.js';
import type { Card, SentCard } from '../domain/card.js';
import type { CardChange, DocumentState } from '../domain/card-state.js';
import type { Delivered } from '../domain/receipt.js';
import type { NotifierTenant } from '../domain/tenant.js';
import type { ClosePorts } from '../close-stale-cards.js';
import type { DeliverPorts } from '../deliver-command.js';

export const aTenant: NotifierTenant = {
  id: 'huadong',
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  callsPerSecond: 20,
  capabilityKey: Buffer.alloc(32, 7),
  words: wordsOf('zh-CN'),
};

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
  readonly updates: { commandId: string; change: CardChange }[] = [];
  readonly messages: { tenant: string; userIds: readonly string[]; title: string; text: string }[] =
    [];
  /** People who cannot be reached. */
  readonly unreachable = new Set<string>();
  /** Thrown by the next call instead of an answer. */
  fault: Error | null = null;
  /** Runs in the middle of the next update. */
  meanwhile: (() => Promise<void>) | null = null;

  deliver(tenant: string, card: Card): Promise<readonly Delivered[]> {
    if (this.fault !== null) return Promise.reject(this.#takeFault());
    this.delivered.push(card);
    this.cards.set(card.outTrackId, {
      tenant,
      public: { ...card.cardData },
      private: structuredClone(card.privateData),
    });
    return Promise.resolve(this.#answers(card.userIds, 'DELIVERED'));
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
  }

  send(
    tenant: string,
    userIds: readonly string[],
    message: { title: string; text: string },
  ): Promise<readonly Delivered[]> {
    if (this.fault !== null) return Promise.reject(this.#takeFault());
    this.messages.push({ tenant, userIds, ...message });
    return Promise.resolve(this.#answers(userIds, 'ACCEPTED'));
  }

  /** What a person sees: his own variables hide the public ones. */
  seenBy(commandId: string, userId: string): Record<string, string> {
    const card = this.cards.get(commandId);
    return { ...card?.public, ...card?.private[userId] };
  }

  #answers(userIds: readonly string[], state: Delivered['state']): Delivered[] {
    return userIds.map((userId) =>
      this.unreachable.has(userId)
        ? { userId, state: 'DROPPED', reason: 'user left' }
        : { userId, state, reason: null },
    );
  }

  #takeFault(): Error {
    const fault = this.fault ?? new Error('none');
    this.fault = null;
    return fault;
  }
}

class FakeSentCards {
  readonly #cards = new Map<string, SentCard[]>();

  remember(tenant: string, form: string, documentId: string, card: SentCard): Promise<void> {
    const key = `${tenant}/${form}/${documentId}`;
    const others = (this.#cards.get(key) ?? []).filter(
      ({ commandId }) => commandId !== card.commandId,
    );
    this.#cards.set(key, [...others, card]);
    return Promise.resolve();
  }

  of(tenant: string, form: string, documentId: string): Promise<readonly SentCard[]> {
    return Promise.resolve(this.#cards.get(`${tenant}/${form}/${documentId}`) ?? []);
  }
}

class FakeDocuments {
  readonly #states = new Map<string, DocumentState>();

  heard(tenant: string, form: string, documentId: string, state: DocumentState): Promise<void> {
    const key = `${tenant}/${form}/${documentId}`;
    const known = this.#states.get(key);
    if (known === undefined || known.observedAt < state.observedAt) this.#states.set(key, state);
    return Promise.resolve();
  }

  latest(tenant: string, form: string, documentId: string): Promise<DocumentState | null> {
    return Promise.resolve(this.#states.get(`${tenant}/${form}/${documentId}`) ?? null);
  }
}

export interface FakeParts extends DeliverPorts, ClosePorts {
  readonly dingtalk: FakeDingTalk;
  readonly clock: FakeClock;
}

/** Every port of the service, in memory. */
export function fakeParts(over: { readonly tenant?: Partial<NotifierTenant> } = {}): FakeParts {
  const clock = new FakeClock();
  const dingtalk = new FakeDingTalk();
  const tenant = { ...aTenant, ...over.tenant };
  return {
    dingtalk,
    clock,
    tenants: { get: (id) => ({ ...tenant, id }) },
    claims: createClaims(null, { leaseMs: 10_000, keepMs: 3_600_000, clock }),
    limiter: createLimiter(null, { clock }),
    states: createLatestState(null, { keepMs: 3_600_000, clock }),
    cards: dingtalk,
    robot: dingtalk,
    sentCards: new FakeSentCards(),
    documents: new FakeDocuments(),
    traceparent: () => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    capabilityMs: 3_600_000,
  };
}
