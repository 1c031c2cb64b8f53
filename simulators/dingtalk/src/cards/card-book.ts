import type { SimulatorClock } from '@hub/simulator-kit';
import type { CardPlace } from './card-place.js';

export type CardData = Readonly<Record<string, string>>;

/** What became of the delivery of a card to one space. */
export interface DeliverResult {
  readonly spaceType: string;
  readonly spaceId: string;
  readonly success: boolean;
  readonly carrierId: string;
  readonly errorMsg: string;
}

/** One card. Whoever sees it sees the same public data, and the private data of himself. */
export interface Card {
  readonly corpId: string;
  /** The application that created it; only its connections get the callbacks. */
  readonly appKey: string;
  readonly outTrackId: string;
  readonly cardTemplateId: string;
  readonly callbackType: string | undefined;
  /** Under which clicks go by HTTP. */
  readonly callbackRouteKey: string | undefined;
  publicData: CardData;
  privateData: Map<string, CardData>;
  readonly places: CardPlace[];
  deliverResults: DeliverResult[];
  updatedAt: number;
  /** The calls that streamed text, by guid; a repeat changes nothing. */
  readonly streamed: Set<string>;
}

export interface CardChange {
  readonly cardData?: CardData | undefined;
  readonly privateData?: ReadonlyMap<string, CardData> | undefined;
  readonly updateCardDataByKey: boolean;
  readonly updatePrivateDataByKey: boolean;
}

export type NewCard = Omit<Card, 'places' | 'deliverResults' | 'updatedAt' | 'streamed'>;

/** All cards; `outTrackId` is unique within an organisation. */
export class CardBook {
  readonly #clock: SimulatorClock;
  readonly #cards = new Map<string, Card>();
  readonly #pinned = new Set<Card>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  create(card: NewCard): Card {
    const fresh = { places: [], deliverResults: [], streamed: new Set<string>() };
    const created = { ...card, ...fresh, updatedAt: this.#clock.now() };
    this.#cards.set(keyOf(card.corpId, card.outTrackId), created);
    return created;
  }

  find(corpId: string, outTrackId: string): Card | undefined {
    return this.#cards.get(keyOf(corpId, outTrackId));
  }

  /** Puts a card into a chat, or on top of one. */
  place(card: Card, place: CardPlace): void {
    card.places.push(place);
    if (place.top === true) this.#pinned.add(card);
  }

  /** The cards on top of chats. */
  pinned(corpId: string): readonly Card[] {
    return [...this.#pinned].filter((card) => card.corpId === corpId);
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

function keyOf(corpId: string, outTrackId: string): string {
  return `${corpId} ${outTrackId}`;
}
