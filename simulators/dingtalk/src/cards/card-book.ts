import type { SimulatorClock } from '@hub/simulator-kit';
import type { Organisation } from '../organisation/organisation.js';

export type CardData = Readonly<Record<string, string>>;

/** What became of the delivery of a card to one space. */
export interface DeliverResult {
  readonly spaceType: string;
  readonly spaceId: string;
  readonly success: boolean;
  readonly carrierId: string;
  readonly errorMsg: string;
}

/** Where a card was put: a chat, and the person when the chat is one with the robot. */
export interface CardPlace {
  readonly conversationId: string;
  readonly userId?: string;
}

/** One card. Whoever sees it sees the same public data, and the private data of himself. */
export interface Card {
  readonly corpId: string;
  /** The application that created it; only its connections get the callbacks. */
  readonly appKey: string;
  readonly outTrackId: string;
  readonly cardTemplateId: string;
  readonly callbackType: string | undefined;
  publicData: CardData;
  privateData: Map<string, CardData>;
  readonly places: CardPlace[];
  deliverResults: DeliverResult[];
  updatedAt: number;
}

export interface CardChange {
  readonly cardData?: CardData | undefined;
  readonly privateData?: ReadonlyMap<string, CardData> | undefined;
  readonly updateCardDataByKey: boolean;
  readonly updatePrivateDataByKey: boolean;
}

export type NewCard = Omit<Card, 'places' | 'deliverResults' | 'updatedAt'>;

/** All cards; `outTrackId` is unique within an organisation. */
export class CardBook {
  readonly #clock: SimulatorClock;
  readonly #cards = new Map<string, Card>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  create(card: NewCard): Card {
    const created = { ...card, places: [], deliverResults: [], updatedAt: this.#clock.now() };
    this.#cards.set(keyOf(card.corpId, card.outTrackId), created);
    return created;
  }

  find(corpId: string, outTrackId: string): Card | undefined {
    return this.#cards.get(keyOf(corpId, outTrackId));
  }

  of(corpId: string): readonly Card[] {
    return [...this.#cards.values()].filter((card) => card.corpId === corpId);
  }

  /** Changes a card: a map is replaced as a whole unless its by-key flag is set. */
  change(card: Card, change: CardChange): void {
    const { cardData, privateData } = change;
    if (cardData !== undefined) {
      card.publicData = change.updateCardDataByKey ? { ...card.publicData, ...cardData } : cardData;
    }
    for (const [userId, data] of privateData ?? []) {
      const before = change.updatePrivateDataByKey ? card.privateData.get(userId) : undefined;
      card.privateData.set(userId, { ...before, ...data });
    }
    card.updatedAt = this.#clock.now();
  }
}

/** Whether a card lies in a chat that the person sees. */
export function canSee(organisation: Organisation, card: Card, userId: string): boolean {
  return placeFor(organisation, card, userId) !== undefined;
}

/** The chat in which a person sees a card. */
export function placeFor(
  organisation: Organisation,
  card: Card,
  userId: string,
): CardPlace | undefined {
  return card.places.find((place) =>
    place.userId === undefined
      ? organisation.groups.get(place.conversationId)?.memberIds.includes(userId) === true
      : place.userId === userId,
  );
}

function keyOf(corpId: string, outTrackId: string): string {
  return `${corpId} ${outTrackId}`;
}
